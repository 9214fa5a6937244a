import KernelTable
import Optimizers

extension Configuration {
    /// The optimizer that the `optimizer` section asks for, with the penalties of the `training` section.
    func optimizer(_ kernels: KernelTable) -> Optimizer {
        typealias Keys = Schema.Optimizer
        return Optimizer(
            rule: UpdateRule(self[Keys.kind], hyperparameters(of: Keys.kind)),
            learningRate: Float(self[Keys.learningRate]), schedule: schedule,
            weightDecay: Float(self[Keys.weightDecay]), l1: Float(self[Schema.Training.l1]),
            l2: Float(self[Schema.Training.l2]), gradientClipNorm: self[Keys.gradientClipNorm].map { Float($0) },
            kernels: kernels)
    }

    private var schedule: Schedule {
        typealias Keys = Schema.Optimizer.Schedule
        guard has(Keys.section) else { return Schedule(.constant) }
        return Schedule(self[Keys.kind], hyperparameters(of: Keys.kind))
    }
}
