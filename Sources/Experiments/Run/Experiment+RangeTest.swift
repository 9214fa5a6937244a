public import Datasets
import Kernels
public import NUMA
import Optimizers
public import Training

extension Experiment {
    /// A trainer of this experiment for a range test of learning rates: its rate grows from step to step by the same factor,
    /// from a thousandth of the automatic rate to a thousand times it.
    /// - Parameters:
    ///   - dataset: the experiment's training rows, placed for the same machine plan.
    ///   - machine: workers, memory nodes and instruction set.
    ///   - stepCount: steps from the least rate to the greatest, both included, at least 2.
    public func makeRangeTrainer(
        on dataset: Dataset, machine: MachinePlan, stepCount: Int
    ) throws(NUMAError) -> Trainer {
        let model = model(of: dataset, machine)
        let kernels = machine.instructionSet.kernels
        let automatic = configuration.optimizer(
            automaticRate: { automaticRate(of: $0, for: model, on: dataset, machine) }, kernels)
        let middle = automaticRate(of: automatic.rule, for: model, on: dataset, machine)
        let optimizer = Optimizer(
            rule: automatic.rule, learningRate: middle / Self.reach,
            schedule: Schedule(
                .exponential(growth: root(stepCount - 1, of: Double(Self.reach) * Double(Self.reach)))),
            weightDecay: automatic.weightDecay, l1: automatic.l1, l2: automatic.l2,
            gradientClipNorm: automatic.gradientClipNorm, kernels: kernels)
        var plan = plan
        let stepsPerEpoch = (dataset.rowCount + plan.batchSize - 1) / plan.batchSize
        plan.epochCount = (stepCount + stepsPerEpoch - 1) / stepsPerEpoch
        plan.earlyStopping = nil
        plan.averaging = .none
        return try Trainer(model: model, optimizer: optimizer, dataset: dataset, plan: plan, machine: machine)
    }

    /// How many times the automatic rate the greatest rate is, and the least is a part of it.
    private static let reach: Float = 1000
}
