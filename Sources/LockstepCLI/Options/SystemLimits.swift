import Glibc
import NUMA

/// The limits that the system sets to this process, where they would end it without a word.
enum SystemLimits {
    private static let fewestOpenFiles: rlim_t = 32

    /// Makes sure that there are files and threads to work with, and that a file which grows too large is an error like
    /// any other.
    static func check() throws {
        signal(SIGXFSZ, SIG_IGN)
        try checkOpenFiles()
        try ThreadRoom.check(for: 4)
    }

    private static func checkOpenFiles() throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        guard limit.rlim_cur < fewestOpenFiles else { return }
        limit.rlim_cur = min(fewestOpenFiles, limit.rlim_max)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        guard limit.rlim_cur < fewestOpenFiles else { return }
        throw Failure.run(
            "found a limit of \(limit.rlim_cur) open files, expected at least \(fewestOpenFiles) (see ulimit -n)")
    }
}
