import Glibc

/// Room for threads in this process: their stacks in its address space, their number in its limits.
public enum ThreadRoom {
    /// Starts this many threads at once, and ends them.
    ///
    /// Dispatch waits, possibly for ever, for a thread that the kernel does not give.
    /// - Throws: `NUMAError.threads` where they cannot all be started.
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
        for _ in threads { sem_post(gate) }
        for thread in threads { pthread_join(thread, nil) }
        sem_destroy(gate)
        if code != 0 { throw .threads(count) }
    }
}
