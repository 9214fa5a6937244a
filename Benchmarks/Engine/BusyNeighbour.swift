import Glibc
import Lockstep

/// A process that keeps the first CPU of this one's busy while it lives.
final class BusyNeighbour {
    private let process: pid_t

    init() throws {
        let cpus = try CPUSet.ofCallingThread()
        let first = (0..<8192).first(where: cpus.contains) ?? 0
        let words = ["taskset", "-c", String(first), "sh", "-c", "while :; do :; done"]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        guard posix_spawnp(&process, words[0], nil, nil, &arguments, environ) == 0 else {
            throw BusyNeighbourError.noTaskset
        }
        self.process = process
    }

    deinit {
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }
}

enum BusyNeighbourError: Error { case noTaskset }
