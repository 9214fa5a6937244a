import Datasets
public import Experiments
public import Training

/// A range test of learning rates: a training whose rate grows from step to step until the loss does (Smith: Cyclical
/// Learning Rates for Training Neural Networks, 2017, section 3.3).
public struct RateRangeTest: Sendable {
    private let experiment: Experiment
    private let machine: MachinePlan

    /// Six powers of ten, forty steps each.
    static let stepCount = 241

    /// Describes a test.
    public init(_ configuration: Configuration, machine: MachinePlan) {
        experiment = Experiment(configuration)
        self.machine = machine
    }

    /// Loads the rows and takes the steps.
    /// - Parameter interruption: ends the test after the step during which it is requested.
    /// - Returns: what was found; nil where the interruption ended it.
    /// - Throws: what loading the rows throws.
    public func run(until interruption: Interruption? = nil) throws -> RateRange? {
        let dataset = try experiment.loadData(for: machine).training
        let trainer = try experiment.makeRangeTrainer(on: dataset, machine: machine, stepCount: Self.stepCount)
        var losses: [(rate: Double, loss: Double)] = []
        var range = RateRange([])
        var rate: Double?
        while trainer.completedSteps < min(Self.stepCount, trainer.totalSteps), !range.isOver {
            if interruption?.isRequested == true { return nil }
            // Where a step diverges, there is no loss at larger rates.
            guard let step = try? trainer.advance(by: 1) else { break }
            // A step's loss is that before it: what the step before has led to.
            if let rate {
                losses.append((rate, step.lossSum / Double(max(step.rowCount, 1)) * trainer.lossUnit))
                range = RateRange(losses)
            }
            rate = trainer.learningRate.map { Double($0) }
        }
        try trainer.checkRows()
        return range
    }
}
