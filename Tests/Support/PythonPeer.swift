import Foundation

/// The Python with which files are exchanged: `LOCKSTEP_PYTHON` in the environment, else `python3` on the path.
package enum PythonPeer {
    /// Whether there is a Python that has the packages of the formats.
    package static let hasFormats = has("safetensors.numpy", "numpy")

    /// Whether there is a Python that has some packages.
    package static func has(_ packages: String...) -> Bool {
        (try? run("import " + packages.joined(separator: ", "))) != nil
    }

    package struct Failure: Error {
        let output: String
    }

    /// Runs a program, with arguments in `sys.argv[1:]`; answers what it prints.
    @discardableResult
    package static func run(_ program: String, _ arguments: String...) throws -> String {
        let python = ProcessInfo.processInfo.environment["LOCKSTEP_PYTHON"] ?? "python3"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [python, "-c", program] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(output: text) }
        return text
    }
}
