package import Datasets
public import Kernels
public import Training

/// Trainings of one experiment that should give the same bits: with 1, 2, 3, 7 and the machine plan's number of
/// workers, and stopped in mid-epoch and resumed, all that with each instruction set of this CPU.
public struct SameBitsProof: Sendable {
    /// One of the trainings.
    public struct Run: Sendable, CustomStringConvertible {
        /// The arithmetic that it used.
        public let instructionSet: InstructionSet
        /// How many ranks it had; 1 for this process alone.
        public let rankCount: Int
        /// How many workers it had, or each of its ranks.
        public let workerCount: Int
        /// Whether it was stopped in mid-epoch, and ended by another trainer.
        public let wasResumed: Bool
        /// The digest of its parameters.
        public let digest: Digest

        /// Describes a training.
        public init(
            instructionSet: InstructionSet, rankCount: Int = 1, workerCount: Int, wasResumed: Bool = false,
            digest: Digest
        ) {
            self.instructionSet = instructionSet
            self.rankCount = rankCount
            self.workerCount = workerCount
            self.wasResumed = wasResumed
            self.digest = digest
        }

        /// Such as `avx2, 3 workers`.
        public var description: String {
            let count = (rankCount > 1 ? "\(rankCount) ranks of " : "") + "\(workerCount) worker" + plural
            let workers = wasResumed ? "stopped in mid-epoch and resumed" : count
            return "\(instructionSet.rawValue), \(workers)"
        }

        private var plural: String { workerCount == 1 ? "" : "s" }
    }

    /// The trainings, in the order in which they were done.
    public private(set) var runs: [Run] = []

    /// Whether all have one digest.
    public var holds: Bool { Set(runs.map(\.digest)).count == 1 }

    /// What is trained repeatedly with the arithmetic of one instruction set.
    package struct Subject {
        let validation: Dataset?
        let makeTrainer: (MachinePlan) throws -> any TrainingMethod

        /// - Parameter validation: the rows that early stopping asks for.
        package init(validation: Dataset, makeTrainer: @escaping (MachinePlan) throws -> any TrainingMethod) {
            self.validation = validation
            self.makeTrainer = makeTrainer
        }
    }

    /// Trains; writes nothing.
    /// - Parameters:
    ///   - asked: memory nodes, and a number of workers beside the others.
    ///   - tell: called with each training when it has ended.
    ///   - prepare: makes the rows again with a plan's instruction set, since they are part of the proof.
    package init(
        on asked: MachinePlan, tell: (Run) throws -> Void, prepare: (MachinePlan) throws -> Subject
    ) throws {
        for instructionSet in InstructionSet.available {
            var machine = asked
            machine.instructionSet = instructionSet
            let subject = try prepare(machine)
            for workerCount in Set([1, 2, 3, 7, asked.workerCount]).sorted() {
                machine.workerCount = workerCount
                try note(subject.digest(on: machine), machine, wasResumed: false, tell)
            }
            machine.workerCount = asked.workerCount
            try note(subject.resumedDigest(on: machine), machine, wasResumed: true, tell)
        }
    }

    /// Adds a training that was done elsewhere, such as on ranks.
    public mutating func add(_ run: Run) { runs.append(run) }

    private mutating func note(
        _ digest: Digest, _ machine: MachinePlan, wasResumed: Bool, _ tell: (Run) throws -> Void
    ) rethrows {
        let run = Run(
            instructionSet: machine.instructionSet, workerCount: machine.workerCount, wasResumed: wasResumed,
            digest: digest)
        add(run)
        try tell(run)
    }
}

extension SameBitsProof.Subject {
    func digest(on machine: MachinePlan) throws -> Digest { try finish(makeTrainer(machine)) }

    /// Trains to a step in the middle of an epoch, takes the state to a new trainer, and ends there.
    func resumedDigest(on machine: MachinePlan) throws -> Digest {
        let first = try makeTrainer(machine)
        let stop = min(first.totalSteps, first.minibatches.stepsPerEpoch) / 2
        while first.completedSteps < stop { try first.advance(by: stop - first.completedSteps) }
        first.gatherState()
        try first.checkRows()
        let second = try makeTrainer(machine)
        second.state = first.state
        return try finish(second)
    }

    private func finish(_ trainer: any TrainingMethod) throws -> Digest {
        let validation = trainer.plan.earlyStopping == nil ? nil : validation
        _ = try TrainingLoop(trainer, validation: validation).run()
        return trainer.digest
    }
}
