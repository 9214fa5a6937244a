import NUMA
import Training

/// Trainings of a study, some at a time, each on its share of the machine's workers.
struct TrainingsAtOnce {
    /// The machine of all.
    let machine: MachinePlan
    /// How many there are at a time at most.
    let count: Int

    /// Trains.
    /// - Parameters:
    ///   - jobs: what to train.
    ///   - train: trains one on a share of the machine; nil where it was interrupted.
    ///   - report: called with each outcome as soon as it is known, by one thread at a time; returns what is kept of it.
    /// - Returns: what is kept, in the order of the trainings' ends; nil where one was interrupted.
    /// - Throws: the first error of a training or a report; no other training begins after it.
    func run<Job: Sendable, Outcome, Kept>(
        _ jobs: [Job], train: (Job, MachinePlan) throws -> Outcome?, report: (Outcome) throws -> Kept
    ) throws -> [Kept]? {
        let count = min(count, max(jobs.count, 1))
        var share = machine
        share.workerCount = max(machine.workerCount / count, 1)
        let round = Guarded(Round<Kept>())
        withoutActuallyEscaping(report) { report in
            withoutActuallyEscaping(train) { train in
                // Safe: one thread at a time reports, the one that holds the lock; trainings share nothing.
                nonisolated(unsafe) let (report, train) = (report, train)
                Workers(count: count).perform(jobs.count) { [share] index in
                    guard round.withLock({ !$0.isOver }) else { return }
                    // Safe: it is handed on, and not used here afterwards.
                    nonisolated(unsafe) let found = Result { try train(jobs[index], share) }
                    round.withLock { $0.note(found, report) }
                }
            }
        }
        return try round.withLock { try $0.ended() }
    }

    /// What has ended.
    private struct Round<Kept> {
        private var kept: [Kept] = []
        private var error: (any Error)?
        private var wasInterrupted = false

        var isOver: Bool { error != nil || wasInterrupted }

        mutating func note<Outcome>(_ found: Result<Outcome?, any Error>, _ report: (Outcome) throws -> Kept) {
            do {
                guard let outcome = try found.get() else {
                    wasInterrupted = true
                    return
                }
                kept.append(try report(outcome))
            } catch {
                self.error = self.error ?? error
            }
        }

        func ended() throws -> [Kept]? {
            if let error { throw error }
            return wasInterrupted ? nil : kept
        }
    }
}
