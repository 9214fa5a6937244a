#if MPI
    import CMPI

    /// Messages that were begun, some sooner than others, until all of them have arrived.
    package final class PendingMessages {
        private let ranks: Communicator
        private let requests: UnsafeMutableBufferPointer<lockstep_mpi_request>
        private var count = 0

        /// - Parameters:
        ///   - ranks: between which they go.
        ///   - capacity: the most that are under way at once.
        package init(_ ranks: Communicator, capacity: Int) {
            self.ranks = ranks
            requests = .allocate(capacity: capacity)
            requests.initialize(repeating: lockstep_mpi_request())
        }

        deinit { requests.deallocate() }

        /// Begins some more; those between two ranks arrive in the order in which both begin them.
        package func begin(_ messages: UnsafeBufferPointer<Message>) {
            for message in messages {
                ranks.begin(message, &requests[count])
                count += 1
            }
        }

        /// Waits until all have arrived.
        package func finish() {
            if let first = requests.baseAddress { ranks.wait(for: first, count: count) }
            count = 0
        }
    }
#else
    package final class PendingMessages {
        package init(_ ranks: Communicator, capacity: Int) {}
        package func begin(_ messages: UnsafeBufferPointer<Message>) {}
        package func finish() {}
    }
#endif
