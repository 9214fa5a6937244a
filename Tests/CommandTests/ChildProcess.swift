import Foundation
import TestSupport

/// The places of what was built and of what ships with the package.
enum Places {
    /// The package's folder: where `swift test` runs, or else where this file was compiled.
    static let package: String = {
        let here = FileManager.default.currentDirectoryPath
        if FileManager.default.fileExists(atPath: here + "/configs") { return here }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
            .standardizedFileURL.path
    }()

    /// The command, beside the test bundle or in a folder above it; else in the package's build folder.
    static let lockstep: String = {
        let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        var folders = [bundle, Bundle.main.bundleURL].flatMap(ancestors)
        folders += ["release", "debug"].map { "\(package)/.build/\($0)" }
        let paths = folders.map { $0 + "/lockstep" }
        guard let path = paths.first(where: isProgram) else {
            fatalError("found no executable lockstep beside \(bundle.path): swift build makes it")
        }
        return path
    }()

    /// The path of a program that the tests may use if it is there.
    static func program(_ name: String) -> String? {
        let folders = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return folders.split(separator: ":").map { "\($0)/\(name)" }.first(where: isProgram)
    }

    private static func ancestors(of place: URL) -> [String] {
        var folders: [String] = []
        var folder = place
        while folder.path.count > 1 {
            folder.deleteLastPathComponent()
            folders.append(folder.path)
        }
        return folders
    }

    private static func isProgram(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
            && FileManager.default.isExecutableFile(atPath: path)
    }
}

/// What a process came to.
struct Outcome: Sendable {
    /// The exit status; as shells tell it, 128 and the signal's number where a signal ended the process.
    let status: Int32
    /// All of standard output.
    let output: String
    /// All of standard error.
    let errors: String

    /// The lines of standard output.
    var lines: [String] { Self.lines(output) }
    /// The lines of standard error.
    var errorLines: [String] { Self.lines(errors) }
    /// The digest that `train` ends with.
    var digest: String? { lines.last?.wholeMatch(of: /digest (sha256:[0-9a-f]{64})/).map { String($0.1) } }

    private static func lines(_ text: String) -> [String] {
        text.isEmpty ? [] : (text.hasSuffix("\n") ? String(text.dropLast()) : text).components(separatedBy: "\n")
    }
}

/// A process that was started in a folder.
final class ChildProcess {
    private let process = Process()
    // Files rather than pipes: a full pipe would stop a process that nobody reads from.
    private let streams: ScratchFolder

    init(_ program: String, _ arguments: [String], in folder: ScratchFolder) throws {
        streams = try ScratchFolder()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: try streams.put([], in: "output"))
        process.standardError = FileHandle(forWritingAtPath: try streams.put([], in: "errors"))
        try process.run()
    }

    var isRunning: Bool { process.isRunning }

    /// For each of its threads, by number, the nanoseconds that it has run so far.
    var threadTimes: [String: Int] {
        let folder = "/proc/\(process.processIdentifier)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return threads.reduce(into: [:]) { times, thread in
            let text = try? String(contentsOfFile: "\(folder)/\(thread)/schedstat", encoding: .utf8)
            times[thread] = text?.split(separator: " ").first.flatMap { Int($0) }
        }
    }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Waits for the process to end, and ends it where that would take forever.
    func outcome() throws -> Outcome {
        let number = process.processIdentifier
        let watchdog = DispatchWorkItem { kill(number, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + 120, execute: watchdog)
        process.waitUntilExit()
        watchdog.cancel()
        let signal: Int32 = process.terminationReason == .uncaughtSignal ? 128 : 0
        return Outcome(
            status: process.terminationStatus + signal, output: try streams.text("output"),
            errors: try streams.text("errors"))
    }
}

extension ScratchFolder {
    /// Runs the command in this folder.
    func lockstep(_ arguments: String...) throws -> Outcome { try lockstep(arguments) }

    func lockstep(_ arguments: [String]) throws -> Outcome {
        try ChildProcess(Places.lockstep, arguments, in: self).outcome()
    }

    /// Runs a line of shell in this folder, in which `$LOCKSTEP` is the command.
    func shell(_ line: String) throws -> Outcome {
        try ChildProcess("/bin/bash", ["-c", "LOCKSTEP=$0; \(line)", Places.lockstep], in: self).outcome()
    }

    /// Puts a text in a file.
    func write(_ text: String, to name: String) throws { try put(Array(text.utf8), in: name) }

    /// Whether there is something of this name.
    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

    /// What a folder in this one holds.
    func names(in name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: file(name)).sorted()
    }
}
