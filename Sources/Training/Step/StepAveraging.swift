import Optimizers

/// When a step's parameters go into the run's average, and how much they count there.
struct StepAveraging: BitwiseCopyable {
    private let averaging: Averaging
    /// Steps from one to the next. A step over sparse rows that touches only the columns of its rows is not to be slowed
    /// down by an average that touches all: it waits until as many numbers have been read.
    private let interval: Int

    /// - Parameters:
    ///   - plan: the run's plan.
    ///   - lazyParameterCount: the number of parameters where steps touch few of them; nil where each touches all.
    ///   - stepsPerEpoch: steps of an epoch.
    init(_ plan: TrainingPlan, lazyParameterCount: Int?, stepsPerEpoch: Int) {
        averaging = plan.averaging
        let most = max(stepsPerEpoch / Self.fewestOfEpoch, 1)
        interval = lazyParameterCount.map { min(max($0 / (plan.batchSize * Self.numbersOfRow), 1), most) } ?? 1
    }

    private static let numbersOfRow = 16
    private static let fewestOfEpoch = 16

    /// Whether there is an average once so many steps are taken.
    func exists(afterSteps stepCount: Int) -> Bool { averaging != .none && stepCount >= interval }

    /// The share that the parameters get once so many steps are taken; 0 where they are not for the average.
    func share(afterSteps stepCount: Int) -> Float {
        guard averaging != .none else { return 0 }
        let (count, rest) = stepCount.quotientAndRemainder(dividingBy: interval)
        return rest == 0 ? Float(averaging.shareOfNewest(of: count, everySteps: interval)) : 0
    }
}
