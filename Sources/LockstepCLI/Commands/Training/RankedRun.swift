import Experiments
import Files
import Foundation
import Ranks
import Reports
import Training

/// A training on several ranks of this host, started by mpirun. Its directory is removed at the end.
struct RankedRun {
    /// The digest of the parameters.
    let digest: Digest
    /// Steps taken.
    let stepCount: Int
    /// Rows seen, over all epochs.
    let rowCount: Int
    /// Seconds of training.
    let seconds: Double

    /// The command that starts ranks; nil where there is none, or where this build has no MPI.
    static var launcher: [String]? {
        guard let launcher = Communicator.launcher else { return nil }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return launcher.names.lazy.flatMap { name in folders.lazy.map { "\($0)/\(name)" } }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
            .map { [$0] + launcher.arguments }
    }

    /// Trains to the end.
    /// - Parameters:
    ///   - launcher: the command that starts ranks.
    ///   - rankCount: the number of ranks.
    ///   - workerCount: workers of each.
    ///   - options: the configuration and its flags.
    /// - Throws: `Failure` where the training fails; it has said why.
    init(by launcher: [String], rankCount: Int, workerCount: Int, _ options: ConfigurationOptions) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-ranks-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let settings = options.settings.overrides + ["machine.workers=\(workerCount)"]
        let process = Process()
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        process.executableURL = URL(fileURLWithPath: launcher[0])
        process.arguments =
            launcher.dropFirst()
            + ["-n", "\(rankCount)", program, "train", options.config, "--output", folder, "--quiet"]
            + settings.flatMap { ["--set", $0] }
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw Failure.run("\(Format.count(rankCount, "rank")) of mpirun: found status \(process.terminationStatus)")
        }
        let path = RunDirectory(path: folder).summary
        let summary = try FileContent(reading: path).withBytes { JSONValue(parsing: $0) }
        guard let digest = summary?["digest"]?.string.flatMap({ Digest($0) }), let steps = summary?["steps"]?.double,
            let rows = summary?["rows_seen"]?.double, let seconds = summary?["train_seconds"]?.double
        else {
            throw FileError(file: path, found: "no summary of a run", expected: "what a run has written")
        }
        self.digest = digest
        self.seconds = seconds
        stepCount = Int(steps)
        rowCount = Int(rows)
    }
}
