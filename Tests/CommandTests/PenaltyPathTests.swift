import Foundation
import TestSupport
import Testing

/// Rows whose features are orthogonal and have a mean square of 1: then each coefficient of the lasso is that of least squares,
/// moved to 0 by l1 (Tibshirani, "Regression Shrinkage and Selection via the Lasso", 1996, section 2.2), and each of ridge
/// regression is that of least squares over 1 + l2.
@Suite("A path of penalties")
struct PenaltyPathTests {
    private static let names = ["a", "b", "c"]
    private static let weights = [2.0, -0.5, 0.1]

    private static let rows: [[Double]] = (0..<64).map { row in
        (0..<3).map { row >> $0 & 1 == 0 ? 1 : -1 }
    }

    private static let base = SharedRun("--version") { folder in
        let lines = rows.map { row in
            let target = zip(row, weights).reduce(3) { $0 + $1.0 * $1.1 }
            return (row + [target]).map { "\($0)" }.joined(separator: ",") + "\n"
        }
        try folder.write("a,b,c,y\n" + lines.joined(), to: "rows.csv")
        try folder.write(
            """
            name: path
            data: {file: {train: rows.csv, validation: rows.csv, target: y}}
            model: {kind: linear_regression}
            training: {epochs: 3, batch_size: 64, shards: 4}
            optimizer: {learning_rate: 1}
            sweep: {method: path, parameters: {l1: [0.05, 1, 0, 0.3]}}
            """, to: "a.yaml")
    }

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try Self.base.copy(into: folder)
    }

    private func sweep(_ output: String, _ flags: String..., settings: [String] = []) throws -> Outcome {
        let outcome = try folder.lockstep(
            ["sweep", "a.yaml", "--output", output] + flags + settings.flatMap { ["--set", $0] })
        try #require(outcome.status == 0, "\(outcome.errors)")
        return outcome
    }

    /// What each trial came to, by its number.
    private func results(_ output: String) throws -> [[String]] {
        let trials = try #require(folder.json("\(output)/sweep.json").members["trials"] as? [[String: Any]])
        return trials.map { trial in
            let values = (trial["values"] as? [String: String] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
            return ["\(trial["trial"]!)"] + values + ["\(trial["digest"]!)", "\(trial["validation_loss"]!)"]
        }.sorted { Int($0[0])! < Int($1[0])! }
    }

    private func expectCoefficients(
        _ output: String, _ penalties: [Double], location: SourceLocation = #_sourceLocation,
        _ expected: (_ weight: Double, _ penalty: Double) -> Double
    ) throws {
        let trials = try #require(folder.json("\(output)/path.json").members["trials"] as? [[String: Any]])
        #expect(trials.compactMap { $0["penalty"] as? Double } == penalties, sourceLocation: location)
        let lines = try folder.text("\(output)/path.csv").split(separator: "\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        #expect(lines.count == 4 * penalties.count, sourceLocation: location)
        for (trial, penalty) in zip(trials, penalties) {
            let coefficients = try #require(trial["coefficients"] as? [[String: Any]])
            #expect(coefficients.count == 4 && coefficients[0]["feature"] is NSNull, sourceLocation: location)
            for (place, weight) in Self.weights.enumerated() {
                let found = try #require(coefficients[place + 1]["coefficient"] as? Double)
                #expect(abs(found - expected(weight, penalty)) < 2e-6, sourceLocation: location)
                let line = try #require(lines.first { $0[0] == "\(trial["trial"]!)" && $0[2] == Self.names[place] })
                #expect(line.count == 6 && Double(line[1]) == penalty && line[3].isEmpty, sourceLocation: location)
                for text in line[4...] {
                    #expect(abs(try #require(Double(text)) - found) < 1e-12, sourceLocation: location)
                }
            }
            let left = Self.weights.count { expected($0, penalty) != 0 }
            #expect(trial["features"] as? Int == left, sourceLocation: location)
        }
    }

    private static func shrunk(_ weight: Double, by penalty: Double) -> Double {
        weight > penalty ? weight - penalty : weight < -penalty ? weight + penalty : 0
    }

    @Test("goes from the strongest down, with the coefficients of the lasso and of ridge regression")
    func coefficients() throws {
        let outcome = try sweep("out")
        #expect(outcome.output.contains("coefficients") && outcome.errorLines.count == 4)
        try expectCoefficients("out", [1, 0.3, 0.05, 0], Self.shrunk)
        let page = try folder.text("out/sweep.html")
        #expect(page.contains("Coefficients over l1") && page.components(separatedBy: "class=\"curve").count == 4)
        _ = try sweep(
            "ridge",
            settings: [
                "sweep={method: path, parameters: {l2: [0.5, 4]}}", "training.epochs=200",
                "optimizer.learning_rate=0.15",
            ])
        try expectCoefficients("ridge", [4, 0.5]) { $0 / (1 + $1) }
    }

    @Test("has as many steps of a range as trials are asked for, equal ratios apart")
    func range() throws {
        _ = try sweep("out", settings: ["sweep={method: path, trials: 5, parameters: {l1: {log_uniform: [0.01, 1]}}}"])
        try expectCoefficients("out", [1, 0.3162, 0.1, 0.03162, 0.01], Self.shrunk)
    }

    /// Steps too short to reach any optimum, so that where a trial begins shows.
    private static let short = [
        "optimizer={learning_rate: 0.02, momentum: 0.5}", "training.epochs=2", "training.batch_size=8",
        "sweep={method: path, parameters: {l2: [0.1, 1, 0.01], momentum: [0.5, 0.1]}}",
    ]

    @Test("begins each trial with the one before: best.yaml trains the same bits, and another start others")
    func neighbors() throws {
        _ = try sweep("out", settings: Self.short)
        let best = try #require(folder.json("out/sweep.json").members["best_trial"] as? Int)
        #expect(
            try folder.text("out/best.yaml").contains("start: \(folder.path)/out/trials/trial-\(best - 1).safetensors"))
        let digest = try results("out")[best - 1][3]
        let again = try folder.lockstep("train", "out/best.yaml", "--output", "again")
        #expect(again.digest == digest, "\(again.errors)")
        _ = try folder.shell("grep -v start: out/best.yaml > cold.yaml")
        let cold = try folder.lockstep("train", "cold.yaml", "--output", "cold")
        #expect(cold.digest != nil && cold.digest != digest)
    }

    @Test("has the same bits whatever the workers and the paths at a time, with folds too", arguments: [false, true])
    func sameBits(hasFolds: Bool) throws {
        let settings = Self.short + (hasFolds ? ["data.folds=3"] : [])
        _ = try sweep("one", "--workers", "1", settings: settings)
        _ = try sweep("two", "--workers", "2", "--parallel", "2", settings: settings)
        let expected = try results("one")
        #expect(try expected.count == 6 && results("two") == expected && Set(expected.map { $0[3] }).count == 6)
        #expect(folder.has("one/trials") == !hasFolds && folder.has("one/path.csv") == !hasFolds)
        let lines = try folder.text("one/sweep.jsonl").split(separator: "\n").prefix(2)
        for keepsModels in [true, false] where keepsModels || !hasFolds {
            _ = try folder.shell("rm -rf part; cp -r one part; rm part/sweep.json")
            try folder.write(lines.map { $0 + "\n" }.joined(), to: "part/sweep.jsonl")
            if !keepsModels { _ = try folder.shell("rm -r part/trials") }
            let rest = try sweep("part", "--resume", settings: settings)
            #expect(rest.errorLines.first == "2 results of 6 are there already" && rest.errorLines.count == 5)
            #expect(try results("part") == expected)
        }
    }

    @Test("is refused without a penalty, and with a range for another key")
    func mistakes() throws {
        func expect(_ parameters: String, _ message: String, location: SourceLocation = #_sourceLocation) throws {
            let outcome = try folder.lockstep(
                "sweep", "a.yaml", "--set", "sweep={method: path, parameters: {\(parameters)}}")
            #expect(outcome.status == 2 && outcome.errorLines.count == 1, sourceLocation: location)
            #expect(outcome.errors.contains(message), "\(outcome.errors)", sourceLocation: location)
        }
        try expect("batch_size: [8]", "found batch_size, expected l1 or l2 among them, since sweep.method is path")
        try expect(
            "l1: [1], learning_rate: {uniform: [0.1, 1]}",
            "expected lists of values for the keys beside the penalty, since sweep.method is path")
    }
}
