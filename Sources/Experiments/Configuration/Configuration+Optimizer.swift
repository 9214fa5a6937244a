import Kernels
import Optimizers

extension Configuration {
    /// The optimizer that the `optimizer` section asks for, with the penalties of the `training` section.
    func optimizer(_ kernels: KernelTable) -> Optimizer {
        typealias Keys = Schema.Optimizer
        return Optimizer(
            rule: updateRule, learningRate: Float(self[Keys.learningRate]), schedule: schedule,
            weightDecay: Float(self[Keys.weightDecay]), l1: Float(self[Schema.Training.l1]),
            l2: Float(self[Schema.Training.l2]), gradientClipNorm: self[Keys.gradientClipNorm].map { Float($0) },
            kernels: kernels)
    }

    private var updateRule: UpdateRule {
        typealias Keys = Schema.Optimizer
        switch self[Keys.kind] {
        case .sgd: return .sgd(momentum: Float(self[Keys.momentum]), nesterov: self[Keys.nesterov])
        case .adagrad: return .adagrad(epsilon: Float(self[Keys.epsilon]))
        case .adam:
            return .adam(
                beta1: Float(self[Keys.beta1]), beta2: Float(self[Keys.beta2]), epsilon: Float(self[Keys.epsilon]))
        case .adamw:
            return .adamW(
                beta1: Float(self[Keys.beta1]), beta2: Float(self[Keys.beta2]), epsilon: Float(self[Keys.epsilon]))
        }
    }

    private var schedule: Schedule {
        typealias Keys = Schema.Optimizer.Schedule
        guard has(Keys.section) else { return Schedule(.constant) }
        let kind: Schedule.Kind =
            switch self[Keys.kind] {
            case .constant: .constant
            case .step: .step(every: self[Keys.everySteps], factor: self[Keys.factor])
            case .inverseSquareRoot: .inverseSquareRoot
            case .cosine: .cosine(finalFactor: self[Keys.finalFactor])
            case .linear: .linear(finalFactor: self[Keys.finalFactor])
            }
        return Schedule(kind, warmupSteps: self[Keys.warmupSteps])
    }
}
