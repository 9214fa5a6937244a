import CShims
import Glibc
import NUMA

/// Limits of this process that would end it without a message.
enum SystemLimits {
    private static let fewestOpenFiles: rlim_t = 32

    /// Makes sure that files can be opened and threads started, and that a file that grows too large is an ordinary
    /// error.
    static func check() throws {
        signal(SIGXFSZ, SIG_IGN)
        try checkOpenFiles()
        saveAddressSpace()
        try ThreadRoom.check(for: 4)
    }

    /// Where address space is limited, no thread gets a heap of its own.
    private static func saveAddressSpace() {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        if limit.rlim_cur != .max { lockstep_use_one_heap() }
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
