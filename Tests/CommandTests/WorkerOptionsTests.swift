import Foundation
import TestSupport
import Testing

@Suite("One worker", .serialized)
struct WorkerOptionsTests {
    private static let folder = Result { try makeFolder() }
    private let folder: ScratchFolder

    init() throws { folder = try Self.folder.get() }

    /// Rows of every kind of format, each in more pieces than a machine has CPUs, and a model of them.
    private static func makeFolder() throws -> ScratchFolder {
        let folder = try ScratchFolder()
        try folder.write(
            """
            name: made
            data: {synthetic: {rows: 60_000, features: 20}, validation_fraction: 0.2, scale: standard}
            model: {kind: linear_regression}
            training: {epochs: 3, batch_size: 1000, shards: 8}
            """, to: "made.yaml")
        try folder.write(
            """
            data: {synthetic: {rows: 60_000, features: 20}, validation_fraction: 0.2}
            model: {kind: linear_regression}
            training: {epochs: 3, batch_size: 1000, shards: 8}
            sweep: {method: grid, parameters: {learning_rate: [0.1, 0.2, 0.3, 0.4]}}
            """, to: "sweep.yaml")
        for ending in ["csv", "safetensors"] {
            let made = try folder.lockstep("data", "generate", "made.yaml", "--output", "rows.\(ending)")
            try #require(made.status == 0, "\(made)")
            try folder.write(
                """
                name: \(ending)
                data: {file: {train: rows.\(ending), target: y}, validation_fraction: 0.2, scale: standard}
                model: {kind: linear_regression}
                training: {epochs: 3, batch_size: 1000, shards: 8}
                """, to: "\(ending).yaml")
        }
        let line = (1...20).map { " \($0):0.\($0)" }.joined() + "\n"
        try folder.write((0..<40_000).map { "\($0 % 7)\(line)" }.joined(), to: "rows.libsvm")
        try folder.write(
            """
            name: libsvm
            data: {file: {train: rows.libsvm}, validation_fraction: 0.2}
            model: {kind: linear_regression}
            training: {epochs: 3, batch_size: 1000, shards: 8}
            """, to: "libsvm.yaml")
        let trained = try folder.lockstep("train", "made.yaml", "--quiet", "--output", "model")
        try #require(trained.status == 0, "\(trained)")
        return folder
    }

    private static let commands: [[String]] = [
        ["train", "made.yaml", "--output", "out", "--overwrite"],
        ["train", "csv.yaml", "--output", "out", "--overwrite"],
        ["train", "safetensors.yaml", "--output", "out", "--overwrite"],
        ["train", "libsvm.yaml", "--output", "out", "--overwrite"],
        ["sweep", "sweep.yaml", "--parallel", "4", "--output", "out", "--overwrite"],
        ["data", "generate", "made.yaml", "--output", "again.safetensors"],
        ["data", "convert", "rows.csv", "--target", "y", "--output", "again.safetensors"],
        ["data", "convert", "rows.safetensors", "--target", "y", "--output", "again.csv"],
        ["data", "describe", "rows.csv"], ["data", "describe", "rows.libsvm"],
        ["data", "describe", "rows.safetensors", "--target", "y"],
        ["evaluate", "model"], ["evaluate", "model", "--data", "rows.csv"],
        ["evaluate", "model", "--data", "rows.safetensors"],
        ["predict", "model", "--data", "rows.safetensors", "--output", "predictions.npy"],
    ]

    @Test("is the only thread that a command works with", .needs(.noSanitizer), arguments: commands)
    func threads(command: [String]) throws {
        let process = try ChildProcess(Places.lockstep, command + ["--workers", "1"], in: folder)
        var times: [String: Int] = [:]
        while process.isRunning {
            times.merge(process.threadTimes) { max($0, $1) }
            usleep(200)
        }
        let outcome = try process.outcome()
        #expect(outcome.status == 0, "\(outcome)")
        // Threads that wait for a signal, or were started only to see that they can be, take less than a millisecond.
        #expect(times.values.count { $0 > 2_000_000 } == 1, "\(command): \(times)")
    }

    @Test("is asked for by a number or the word auto, in every command", arguments: ["0", "-1", "4097", "x", "1.5"])
    func mistakes(text: String) throws {
        for command in [["evaluate", "model"], ["data", "describe", "rows.csv"]] {
            let outcome = try folder.lockstep(command + ["--workers=\(text)"])
            #expect(outcome.status == 2 && outcome.errorLines.count == 1, "\(outcome)")
            #expect(outcome.errors.contains("expected auto or a whole number from 1 to 4096"), "\(outcome)")
        }
        #expect(try folder.lockstep("evaluate", "model", "--workers", "auto").status == 0)
    }
}
