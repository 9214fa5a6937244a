#if MPI
    import CMPI

    /// Messages that are started at different times, until all of them have arrived.
    package final class PendingMessages {
        private let ranks: Communicator
        private let requests: UnsafeMutableBufferPointer<lockstep_mpi_request>
        private var count = 0

        /// - Parameters:
        ///   - ranks: between which they go.
        ///   - capacity: the most that are in progress at the same time.
        package init(_ ranks: Communicator, capacity: Int) {
            self.ranks = ranks
            requests = .allocate(capacity: capacity)
            requests.initialize(repeating: lockstep_mpi_request())
        }

        deinit { requests.deallocate() }

        /// Starts some more. Those between two ranks are matched in the order in which each of the two starts them.
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
