#if MPI
    import CMPI
    import CShims
    import Glibc

    // On errors of its own, MPI prints its message and ends the job, which is its default.

    extension Communicator {
        /// The launcher that starts ranks of this build; nil for a build that always runs alone.
        public static var launcher: Launcher? { lockstep_mpi_is_open_mpi() ? .openMPI : .mpich }

        /// The ranks that an MPI launcher started together with this one; this process alone if none did. Collective.
        public static func join() throws(RankError) -> Communicator {
            guard Launch.current.size != nil else { return .alone }
            var isInitialized: Int32 = 0
            MPI_Initialized(&isInitialized)
            if isInitialized == 0 {
                MessageSizes.prefer(acrossHosts: Launch.current.isAcrossHosts)
                let expected = Int32(MPI_THREAD_SERIALIZED)
                var level: Int32 = 0
                MPI_Init_thread(nil, nil, expected, &level)
                guard level >= expected else {
                    throw RankError("MPI: found thread level \(level), expected MPI_THREAD_SERIALIZED")
                }
            }
            let all = everyRank
            if all.size > 1 { return all }
            if let launched = Launch.current.size, launched > 1, let launcher {
                throw RankError(
                    "found \(launched) processes of another MPI's launcher, expected \(launcher.names[0]) or "
                        + "\(launcher.names[1]) of \(launcher.mpi), which this build is for")
            }
            return .alone
        }

        /// Leaves the job after a run that succeeded. Collective.
        public static func finalize() {
            guard isUnderWay else { return }
            let all = everyRank
            if all.size > 1, !lockstep_mpi_is_open_mpi() {
                // In MPICH 4 over TCP, a rank that finalizes waits for answers of the others, and then answers nobody
                // itself. So no rank may finalize while another is still in a wait of its own: all meet first, and then
                // give each other time to leave the barrier (https://github.com/pmodels/mpich/pull/6596).
                all.barrier()
                usleep(100_000)
            }
            MPI_Finalize()
        }

        /// Ends all ranks, this process included, with an exit status, if there are several.
        public static func abort(status: Int32) {
            guard isUnderWay else { return }
            guard everyRank.size > 1 else { return finalize() }
            // Once a launcher is told to end the job, it no longer reads what ranks have just printed.
            usleep(100_000)
            // MPI would print a line of its own after ours, which says less.
            let nowhere = open("/dev/null", O_WRONLY)
            if nowhere >= 0 { dup2(nowhere, STDERR_FILENO) }
            MPI_Abort(world, status)
        }

        private static var isUnderWay: Bool {
            var (isInitialized, isFinalized): (Int32, Int32) = (0, 0)
            MPI_Initialized(&isInitialized)
            MPI_Finalized(&isFinalized)
            return isInitialized != 0 && isFinalized == 0
        }

        private static var world: MPI_Comm { lockstep_mpi_world() }

        private static var everyRank: Communicator {
            var (rank, size): (Int32, Int32) = (0, 1)
            MPI_Comm_rank(world, &rank)
            MPI_Comm_size(world, &size)
            return Communicator(rank: Int(rank), size: Int(size))
        }

        /// Gives each rank the parts of all others in several stretches of memory; each rank's own parts are in place.
        /// Collective.
        package func allGather(in memory: UnsafeMutableRawPointer, _ stretches: [Parts]) {
            guard size > 1 else { return }
            guard size > mostPeers else { return allGatherDirectly(in: memory, stretches) }
            withUnsafeTemporaryAllocation(of: lockstep_mpi_request.self, capacity: stretches.count) { requests in
                guard let first = requests.baseAddress else { return }
                for (index, parts) in stretches.enumerated() {
                    MPI_Iallgatherv(
                        lockstep_mpi_in_place(), 0, lockstep_mpi_word(), memory, parts.counts.baseAddress,
                        parts.offsets.baseAddress, lockstep_mpi_word(), Self.world, &first[index].handle)
                }
                wait(for: first, count: stretches.count)
            }
        }

        /// Sends directly to each other rank, which takes the time of one message if there are few.
        private func allGatherDirectly(in memory: UnsafeMutableRawPointer, _ stretches: [Parts]) {
            withUnsafeTemporaryAllocation(of: Message.self, capacity: 2 * size * stretches.count) { messages in
                var count = 0
                for distance in 1..<size {
                    let from = (rank + size - distance) % size
                    let to = (rank + distance) % size
                    for parts in stretches {
                        func part(_ rank: Int) -> UnsafeMutableRawPointer { memory + 4 * parts.offset(ofRank: rank) }
                        messages[count] = .received(
                            into: part(from), wordCount: parts.range(ofRank: from).count, fromRank: from)
                        messages[count + 1] = .sent(
                            part(rank), wordCount: parts.range(ofRank: rank).count, toRank: to)
                        count += 2
                    }
                }
                exchange(UnsafeBufferPointer(rebasing: messages[..<count]))
            }
        }

        /// Sends and receives. Messages between two ranks are matched in the order of their lists.
        package func exchange(_ messages: UnsafeBufferPointer<Message>) {
            withUnsafeTemporaryAllocation(of: lockstep_mpi_request.self, capacity: messages.count) { requests in
                guard let first = requests.baseAddress else { return }
                for (index, message) in messages.enumerated() { begin(message, &first[index]) }
                wait(for: first, count: messages.count)
            }
        }

        /// Starts to send or receive.
        func begin(_ message: Message, _ request: inout lockstep_mpi_request) {
            if message.isReceived {
                MPI_Irecv(
                    message.memory, message.wordCount, lockstep_mpi_word(), message.peer, 0, Self.world,
                    &request.handle)
            } else {
                MPI_Isend(
                    message.memory, message.wordCount, lockstep_mpi_word(), message.peer, 0, Self.world,
                    &request.handle)
            }
        }

        /// Polls until all are done, since MPI notifies nobody. Unlike MPI's own waits, it soon yields the CPU: with
        /// more ranks than cores, the rank that it waits for may need it.
        func wait(for requests: UnsafeMutablePointer<lockstep_mpi_request>, count: Int) {
            var polls = 0
            while true {
                if lockstep_mpi_are_done(requests, Int32(count)) { return }
                polls += 1
                if polls < pollsBeforeYield {
                    lockstep_pause()
                } else if polls < pollsBeforeSleep {
                    sched_yield()
                } else {
                    usleep(1)
                }
            }
        }
    }

    /// With more ranks than this, an all-gather uses MPI's algorithm.
    private let mostPeers = 8
    /// About 100 µs.
    private let pollsBeforeYield = 1000
    /// A few milliseconds: a thread that sleeps wakes up about 50 µs late.
    private let pollsBeforeSleep = 10_000
#else
    extension Communicator {
        /// The launcher that starts ranks of this build; nil for a build that always runs alone.
        public static var launcher: Launcher? { nil }

        /// This process alone.
        /// - Throws: if it was started as one of several, since each would do all of the work.
        public static func join() throws(RankError) -> Communicator {
            guard let size = Launch.current.size, size > 1 else { return .alone }
            throw RankError(
                "found \(size) ranks of MPI, expected one process: this build is without MPI (see make mpi)")
        }

        /// Nothing.
        public static func finalize() {}

        /// Nothing.
        public static func abort(status: Int32) {}

        package func allGather(in memory: UnsafeMutableRawPointer, _ stretches: [Parts]) {}
        package func exchange(_ messages: UnsafeBufferPointer<Message>) {}
    }
#endif
