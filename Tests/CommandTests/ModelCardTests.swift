import Foundation
import TestSupport
import Testing

@Suite("The model card")
struct ModelCardTests {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func card(_ lines: [String], _ data: String, _ settings: String = "") throws -> String {
        try folder.write(lines.joined(separator: "\n") + "\n", to: "rows.csv")
        try folder.write(
            """
            name: flowers
            data: {file: {train: rows.csv, target: y\(data)}, validation_fraction: 0.25}
            model: {kind: logistic_regression}
            training: {epochs: 3, batch_size: 8\(settings)}
            """, to: "a.yaml")
        let outcome = try folder.lockstep("train", "a.yaml", "--quiet", "--output", "out", "--overwrite")
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try folder.text("out/model-card.md")
    }

    private static let rows = (0..<80).map { "\($0 % 7),\($0 % 5),\($0 % 3 == 0 ? "red" : "blue")" }

    @Test("says what the model is, on which rows it was trained, how well it does, and how to make it again")
    func content() throws {
        let card = try card(["a,b,y"] + Self.rows, "")
        let summary = try JSONObject(folder.text("out/summary.json"))
        #expect(
            card.hasPrefix(
                "# flowers\n\nA logistic regression that predicts `y`, one of `blue`, `red`, from 2 features: `a`, `b`."
            ))
        #expect(card.contains("- From `\(folder.file("rows.csv"))`."))
        #expect(card.contains("- 60 rows trained on, fingerprint `60-all-"))
        #expect(card.contains("- 20 rows validated on, fingerprint `20-all-") && !card.contains("tested on"))
        #expect(try card.contains("- Digest of the parameters: `\(summary.text("digest"))`"))
        #expect(card.contains("\nlockstep train out/experiment.yaml\n"))
        let accuracy = try #require(card.firstMatch(of: /\| `accuracy` \| ([0-9.]+) \(([0-9.]+) without features\) \|/))
        #expect(try abs(Double(accuracy.1)! - summary.number("validation_accuracy")) < 1e-5)
    }

    @Test("tells of weights, of an epoch that was chosen, and of rows that were left out")
    func caveats() throws {
        let card = try card(
            ["a,b,y"] + Self.rows + ["3,,red", "4,1,"], ", missing: drop",
            ", class_weight: balanced, early_stopping: {patience: 1}")
        #expect(card.contains("- 1 row left out since a value is missing."))
        #expect(card.contains("- 1 row left out since the target is missing."))
        #expect(card.contains("- Classes are weighted in training"))
        #expect(card.contains("- A test: the epoch was chosen by the validation rows"))
    }

    @Test("keeps names from ending its code and its tables")
    func names() throws {
        let card = try card(["\"a|`b\",b,y"] + Self.rows, "")
        #expect(card.contains("`a/'b`, `b`"))
    }
}
