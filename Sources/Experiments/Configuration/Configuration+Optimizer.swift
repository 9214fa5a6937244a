import KernelTable
import Measures
import Optimizers

extension Configuration {
    /// The optimizer that the `optimizer` section asks for, with the penalties of the `training` section.
    /// - Parameters:
    ///   - automaticRate: the learning rate where the configuration leaves it to the program.
    ///   - kernels: the arithmetic of an instruction set; the same bits whichever.
    func optimizer(automaticRate: (UpdateRule) -> Float, _ kernels: KernelTable) -> Optimizer {
        typealias Keys = Schema.Optimizer
        guard let rule = UpdateRule(self[Keys.kind], hyperparameters(of: Keys.kind)) else {
            preconditionFailure("an update rule of a solver")
        }
        let learningRate =
            switch self[Keys.learningRate] {
            case .auto: automaticRate(rule)
            case .number(let rate): Float(rate)
            }
        return Optimizer(
            rule: rule, learningRate: learningRate, schedule: schedule,
            weightDecay: Float(self[Keys.weightDecay]), l1: Float(self[Schema.Training.l1]),
            l2: Float(self[Schema.Training.l2]), gradientClipNorm: self[Keys.gradientClipNorm].map { Float($0) },
            kernels: kernels)
    }

    /// Whether the learning rate falls by half a cosine although no schedule is given: an automatic one suits the beginning.
    package var fallsToItsEnd: Bool {
        typealias Keys = Schema.Optimizer
        return !has(Keys.Schedule.section) && has(Keys.learningRate) && self[Keys.learningRate] == .auto
    }

    /// Which parameters the run ends with.
    var averaging: Averaging {
        typealias Keys = Schema.Training
        return Averaging(self[Keys.averaging], hyperparameters(of: Keys.averaging))
    }

    private var schedule: Schedule {
        typealias Keys = Schema.Optimizer.Schedule
        guard has(Keys.section) else { return Schedule(fallsToItsEnd ? .cosine() : .constant) }
        return Schedule(
            self[Keys.kind], hyperparameters(of: Keys.kind), metric: has(Keys.metric) ? self[Keys.metric] : .loss)
    }
}
