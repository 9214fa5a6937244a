import Glibc

/// Room for threads in this process: their stacks and what they will allocate in its address space, their number in its limits.
public enum ThreadRoom {
    /// Address space for what a run allocates beside its rows and parameters, such as a checkpoint's text or a page.
    private static let reservedBytes = 1 << 26

    /// Starts this many threads at once, looks whether there is address space left for their work, and ends them.
    ///
    /// Dispatch waits, possibly for ever, for a thread that the kernel does not give; and where an allocation of Swift's fails, the
    /// process ends.
    /// - Throws: `NUMAError.threads` where they cannot all be started, `outOfMemory` where there is no space left.
    public static func check(for count: Int) throws(NUMAError) {
        let gate = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
        defer { gate.deallocate() }
        sem_init(gate, 0, 0)
        var threads: [pthread_t] = []
        var code: Int32 = 0
        while threads.count < count, code == 0 {
            var thread = pthread_t()
            code = pthread_create(
                &thread, nil,
                { gate in
                    sem_wait(gate!.assumingMemoryBound(to: sem_t.self))
                    return nil
                }, gate)
            if code == 0 { threads.append(thread) }
        }
        let reserve = mmap(nil, reservedBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        if let reserve, reserve != MAP_FAILED { munmap(reserve, reservedBytes) }
        for _ in threads { sem_post(gate) }
        for thread in threads { pthread_join(thread, nil) }
        sem_destroy(gate)
        if code != 0 { throw .threads(count) }
        if reserve == MAP_FAILED { throw .outOfMemory(bytes: reservedBytes) }
    }
}
