/// When checkpoints are due.
struct CheckpointPace {
    private let schedule: CheckpointWriter.Schedule?
    private let clock = ContinuousClock()
    private var lastTime: ContinuousClock.Instant
    /// The step that is due next; nil for none.
    private(set) var nextStep: Int?

    init(_ schedule: CheckpointWriter.Schedule?, step: Int) {
        self.schedule = schedule
        lastTime = clock.now
        nextStep = schedule?.stepInterval.map { (step / $0 + 1) * $0 }
    }

    /// Whether one is due after a step; the next one is due an interval later.
    mutating func isDue(atStep step: Int) -> Bool {
        let isStepDue = nextStep.map { step >= $0 } ?? false
        let isTimeDue = schedule?.secondInterval.map { (clock.now - lastTime) / .seconds(1) >= $0 } ?? false
        guard isStepDue || isTimeDue else { return false }
        lastTime = clock.now
        nextStep = schedule?.stepInterval.map { (step / $0 + 1) * $0 }
        return true
    }
}
