import Foundation
import Synchronization

/// The Python with which files are exchanged: `LOCKSTEP_PYTHON` in the environment, else `python3` on the path.
///
/// One interpreter runs all programs of a test process, each in a namespace of its own, so that libraries are imported
/// once.
package enum PythonPeer {
    /// Whether there is a Python that has some packages.
    static func has(_ packages: [String]) -> Bool {
        let program = "import importlib.util, sys; assert all(map(importlib.util.find_spec, sys.argv[1:]))"
        return (try? run(program, packages)) != nil
    }

    package struct Failure: Error {
        let output: String
    }

    /// Runs a program, with arguments in `sys.argv[1:]`; returns what it prints.
    @discardableResult
    package static func run(_ program: String, _ arguments: String...) throws -> String {
        try run(program, arguments)
    }

    private static func run(_ program: String, _ arguments: [String]) throws -> String {
        let answer = try interpreter.withLock { interpreter in
            if interpreter == nil { interpreter = try Interpreter() }
            do {
                return try interpreter!.run(program, arguments)
            } catch {
                // It has died; the next program gets a new one.
                interpreter = nil
                throw error
            }
        }
        guard answer.hasSucceeded else { throw Failure(output: answer.output) }
        return answer.output
    }

    private static let interpreter = Mutex<Interpreter?>(nil)

    /// A Python that takes a program a line, and answers each with a line.
    private final class Interpreter: @unchecked Sendable {
        // Safe to send: the lock that holds it lets one thread at a time use it.

        struct Answer: Decodable {
            let hasSucceeded: Bool
            let output: String
        }

        private struct Job: Encodable {
            let program: String
            let arguments: [String]
        }

        private static let program = """
            import contextlib, io, json, os, sys, traceback
            # What libraries print on their own goes to standard error.
            answers = os.fdopen(os.dup(1), "w")
            os.dup2(2, 1)
            for line in sys.stdin:
                job = json.loads(line)
                os.chdir("/")
                sys.argv = ["-c"] + job["arguments"]
                output = io.StringIO()
                with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
                    try:
                        exec(compile(job["program"], "<test>", "exec"), {"__name__": "__main__"})
                        has_succeeded = True
                    except BaseException:
                        traceback.print_exc()
                        has_succeeded = False
                json.dump({"hasSucceeded": has_succeeded, "output": output.getvalue()}, answers)
                print(file=answers, flush=True)
            """

        private let socket: Int32
        private let answers: UnsafeMutablePointer<FILE>

        init() throws {
            // A socket rather than pipes: writing to a Python that is not there is an error then, and no signal.
            var ends: [Int32] = [-1, -1]
            guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
                throw Failure(output: "no socket")
            }
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            let python = ProcessInfo.processInfo.environment["LOCKSTEP_PYTHON"] ?? "python3"
            process.arguments = [python, "-c", Self.program]
            // Threads that wait for each other take more time than they save on sets this small.
            process.environment = ProcessInfo.processInfo.environment.merging(
                ["OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"]) { $1 }
            let childEnd = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
            process.standardInput = childEnd
            process.standardOutput = childEnd
            socket = ends[0]
            answers = fdopen(fcntl(ends[0], F_DUPFD_CLOEXEC, 0), "r")
            try process.run()
            // Or nobody would notice that Python has ended.
            try childEnd.close()
        }

        deinit {
            fclose(answers)
            close(socket)
        }

        func run(_ program: String, _ arguments: [String]) throws -> Answer {
            var rest = try JSONEncoder().encode(Job(program: program, arguments: arguments)) + [UInt8(ascii: "\n")]
            while !rest.isEmpty {
                let sent = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                guard sent > 0 else { throw Failure(output: "Python has ended") }
                rest = Data(rest.dropFirst(sent))
            }
            var line: UnsafeMutablePointer<CChar>?
            var capacity = 0
            let length = getline(&line, &capacity, answers)
            defer { free(line) }
            guard length > 0, let line else { throw Failure(output: "Python has ended") }
            return try JSONDecoder().decode(Answer.self, from: Data(bytes: line, count: length))
        }
    }
}
