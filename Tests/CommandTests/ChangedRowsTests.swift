import Foundation
import TestSupport
import Testing

@Suite("Rows that changed under a run")
struct ChangedRowsTests {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private static let lines = ["a,b,y"] + (0..<300).map { "\($0 % 17),\($0 % 23 - 11),\(($0 % 17) * 2 - $0 % 23)" }

    private static let mistakes: [(name: String, found: String, change: @Sendable ([String]) -> [String])] = [
        ("a number", "other features, to ", { $0.map { $0 == "16,5,16" ? "15,5,16" : $0 } }),
        ("a sign", "other targets, weights or classes, to ", { $0.prefix(150) + ["3,3,-99"] + $0.dropFirst(151) }),
        ("the number of rows", "200 rows, not 240, to train on", { Array($0.prefix(251)) }),
        (
            "the columns' order", "other columns, or columns in another order, to train on",
            { lines in
                lines.map { line in
                    let fields = line.split(separator: ",")
                    return "\(fields[1]),\(fields[0]),\(fields[2])"
                }
            }
        ),
    ]

    @Test("end a resumed training and an evaluation, saying what changed", arguments: 0..<4)
    func refused(index: Int) throws {
        let change = Self.mistakes[index]
        try folder.write(Self.lines.joined(separator: "\n") + "\n", to: "rows.csv")
        try folder.write(
            """
            data: {file: {train: rows.csv, target: y}, validation_fraction: 0.2}
            model: {kind: linear_regression}
            training: {epochs: 2, batch_size: 10, checkpoint: {every_steps: 1}}
            optimizer: {learning_rate: 0.001}
            """, to: "a.yaml")
        #expect(try folder.lockstep("train", "a.yaml", "--output", "out", "--quiet").status == 0)
        let newLines = change.change(Self.lines)
        try #require(newLines != Self.lines)
        try folder.write(newLines.joined(separator: "\n") + "\n", to: "rows.csv")
        let evaluation = try folder.lockstep("evaluate", "out")
        #expect(evaluation.status == 2 && evaluation.output.isEmpty)
        #expect(
            evaluation.errors.contains("out/experiment.yaml: data: found \(change.found)")
                && evaluation.errors.contains("expected the rows that the run trained on"), "\(evaluation.errors)")
        try FileManager.default.removeItem(atPath: folder.file("out/summary.json"))
        let resumed = try folder.lockstep("train", "out/experiment.yaml", "--resume", "--quiet")
        #expect(resumed.status == 2 && resumed.output.isEmpty)
        #expect(
            resumed.errors.contains("found a checkpoint of another training, with ")
                && resumed.errors.contains("expected the rows of this training"), "\(resumed.errors)")
        try folder.write(Self.lines.joined(separator: "\n") + "\n", to: "rows.csv")
        #expect(try folder.lockstep("train", "out/experiment.yaml", "--resume", "--quiet").status == 0)
    }
}
