import Glibc
import Synchronization

/// A file's bytes in memory, which may vanish: if the file is shortened, the kernel sends SIGBUS to a process that
/// touches the missing part, which ends it.
///
/// Here such pages become zeros instead, and `check` reports it. Any other SIGBUS goes to the handler that was installed
/// before.
final class MappedFile: @unchecked Sendable {
    // Safe: the bytes are only read, and an entry of the list is changed by its owner and by the handler alone, in
    // atomics, and never freed.

    let bytes: UnsafeRawBufferPointer
    private let descriptor: Int32
    private let stamp: FileStamp
    private let entry: UnsafeMutablePointer<Entry>

    /// Maps a file that is not empty.
    /// - Parameters:
    ///   - descriptor: of the open file; it is closed with the mapping, or at once where mapping fails.
    ///   - status: what the system says about it.
    init(_ descriptor: Int32, _ status: stat, path: String) throws(FileError) {
        let count = Int(status.st_size)
        let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let start, start != MAP_FAILED else {
            defer { close(descriptor) }
            throw FileError(file: path, "cannot map", errno: errno)
        }
        bytes = UnsafeRawBufferPointer(start: start, count: count)
        self.descriptor = descriptor
        stamp = FileStamp(status)
        _ = Self.handler
        entry = Self.freeEntry()
        entry.pointee.hasVanished.store(false, ordering: .relaxed)
        entry.pointee.end.store(UInt(bitPattern: start) + UInt(count), ordering: .relaxed)
        entry.pointee.start.store(UInt(bitPattern: start), ordering: .releasing)
    }

    deinit {
        entry.pointee.start.store(Entry.none, ordering: .releasing)
        entry.pointee.isTaken.store(false, ordering: .releasing)
        munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
        close(descriptor)
    }

    /// - Throws: `FileError` where the file has changed since it was opened.
    func check(path: String) throws(FileError) {
        try stamp.check(descriptor, path: path)
        guard !entry.pointee.hasVanished.load(ordering: .acquiring) else {
            throw FileError(file: path, problem: "was changed while it was read")
        }
    }

    /// The same open file without its mapping.
    func unmapped(path: String) throws(FileError) -> RandomAccessFile {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw FileError(file: path, "cannot open", errno: errno) }
        return RandomAccessFile(copy, stamp, path: path)
    }

    // MARK: The list of all

    private struct Entry: ~Copyable {
        static let none = UInt.max
        let isTaken = Atomic<Bool>(true)
        let start = Atomic<UInt>(none)
        let end = Atomic<UInt>(0)
        let hasVanished = Atomic<Bool>(false)
        let next: UnsafeMutablePointer<Entry>?
    }

    /// The address of the first entry; 0 where there is none.
    private static let firstAddress = Atomic<UInt>(0)

    private static var first: UnsafeMutablePointer<Entry>? {
        UnsafeMutablePointer(bitPattern: firstAddress.load(ordering: .acquiring))
    }

    private static func freeEntry() -> UnsafeMutablePointer<Entry> {
        var place = first
        while let entry = place {
            if entry.pointee.isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged {
                return entry
            }
            place = entry.pointee.next
        }
        let entry = UnsafeMutablePointer<Entry>.allocate(capacity: 1)
        while true {
            let next = first
            entry.initialize(to: Entry(next: next))
            let (isFirst, _) = firstAddress.compareExchange(
                expected: UInt(bitPattern: next), desired: UInt(bitPattern: entry), ordering: .acquiringAndReleasing)
            if isFirst { return entry }
            entry.deinitialize(count: 1)
        }
    }

    // MARK: The signal

    /// The handler that was there before ours, which this sets.
    private static let handler: Handler = {
        var (ours, before) = (sigaction(), sigaction())
        ours.sa_flags = SA_SIGINFO | Int32(bitPattern: UInt32(SA_NODEFER))
        ours.__sigaction_handler.sa_sigaction = { number, information, context in
            MappedFile.handle(number, information, context)
        }
        sigaction(SIGBUS, &ours, &before)
        return Handler(before: before, pageSize: UInt(sysconf(Int32(_SC_PAGESIZE))))
    }()

    // Safe: never changed.
    private struct Handler: @unchecked Sendable {
        let before: sigaction
        let pageSize: UInt
    }

    /// Calls nothing that a signal's handler may not.
    private static func handle(
        _ number: Int32, _ information: UnsafeMutablePointer<siginfo_t>?, _ context: UnsafeMutableRawPointer?
    ) {
        let address = UInt(bitPattern: information?.pointee._sifields._sigfault.si_addr)
        var place = first
        while let entry = place {
            let start = entry.pointee.start.load(ordering: .acquiring)
            let end = entry.pointee.end.load(ordering: .relaxed)
            if start <= address, address < end {
                let page = address & ~(handler.pageSize - 1)
                let zeros = mmap(
                    UnsafeMutableRawPointer(bitPattern: page), Int(end - page), PROT_READ,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0)
                entry.pointee.hasVanished.store(true, ordering: .releasing)
                if zeros != MAP_FAILED { return }
            }
            place = entry.pointee.next
        }
        let before = handler.before
        if before.sa_flags & SA_SIGINFO != 0, let action = before.__sigaction_handler.sa_sigaction {
            action(number, information, context)
        } else {
            // The instruction is tried again, and ends the process.
            signal(number, SIG_DFL)
        }
    }
}
