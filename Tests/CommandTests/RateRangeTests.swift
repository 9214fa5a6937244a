import Foundation
import TestSupport
import Testing

@Suite("lockstep sweep --learning-rate")
struct RateRangeTests {
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try folder.write(
            """
            name: small
            data: {synthetic: {rows: 4000, features: 5, noise: 0.1}}
            model: {kind: linear_regression}
            training: {batch_size: 100, averaging: polyak, early_stopping: {}}
            """, to: "a.yaml")
    }

    @Test("draws the loss over the rate, and suggests a rate that trains well", arguments: ["sgd", "adam"])
    func curve(kind: String) throws {
        let flags = ["sweep", "a.yaml", "--learning-rate", "--set", "optimizer.kind=\(kind)"]
        let outcome = try folder.lockstep(flags)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let directory = "runs/small-learning-rate"
        #expect(
            try folder.names(in: directory) == ["experiment.yaml", "learning-rate.html", "learning-rate.json"])
        let document = try folder.json("\(directory)/learning-rate.json")
        let points = try #require(document.members["points"] as? [[String: Double]])
        let rates = points.compactMap { $0["learning_rate"] }
        let losses = points.compactMap { $0["loss"] }
        #expect(rates.count == losses.count && rates.count > 100 && rates.count <= 240)
        // Forty rates a power of ten, by single precision's rounding.
        for (rate, next) in zip(rates, rates.dropFirst()) { #expect(abs(next / rate - 1.0592537) < 1e-6) }
        #expect(try #require(losses.max()) > 2 * #require(losses.min()))
        let rate = try document.number("suggested_learning_rate")
        #expect(try rate > #require(rates.first) && rate < #require(rates.last))
        let last = try #require(outcome.lines.last)
        #expect(
            last.hasPrefix("suggested       optimizer.learning_rate=") && last.hasSuffix("(optimizer.kind=\(kind))"))
        let page = try folder.text("\(directory)/learning-rate.html")
        #expect(page.contains("<svg") && page.contains("range test of learning rates") && !page.contains("http"))
        let trained = try folder.lockstep(
            "train", "a.yaml", "--json", "--set", "training.epochs=10", "--set",
            "optimizer={kind: \(kind), learning_rate: \(rate)}", "--quiet")
        #expect(try JSONObject(trained.output).number("validation_r2") > 0.9)
        // The same numbers with other workers.
        let again = try folder.lockstep(flags + ["--workers", "3", "--json", "--output", "again"])
        #expect(try again.output == folder.text("\(directory)/learning-rate.json"))
    }

    @Test("is one training", arguments: [["--resume", "--output", "a"], ["--parallel", "2"]])
    func refusals(flags: [String]) throws {
        try folder.expectRefusal(
            ["sweep", "a.yaml", "--learning-rate"] + flags,
            "\(flags[0]): found --learning-rate too, which is one short training; expected one of them")
    }
}
