import Kernels
import Models
import Optimizers

/// What is trained and how, apart from the rows and the plan.
struct Recipe: Sendable, CustomStringConvertible {
    var architecture = Architecture.linearRegression(.squared)
    var rule = UpdateRule.sgd()
    var learningRate: Float
    var schedule = Schedule(.constant)
    var weightDecay: Float = 0
    var l1: Float = 0
    var l2: Float = 0
    var clipNorm: Float?

    var description: String {
        "\(architecture), \(rule), η \(learningRate), \(schedule.shape) after \(schedule.warmupSteps), "
            + "decay \(weightDecay), l1 \(l1), l2 \(l2), clip \(clipNorm.map { "\($0)" } ?? "none")"
    }

    func optimizer(_ kernels: KernelTable) -> Optimizer {
        Optimizer(
            rule: rule, learningRate: learningRate, schedule: schedule, weightDecay: weightDecay, l1: l1, l2: l2,
            gradientClipNorm: clipNorm, kernels: kernels)
    }

    /// The same, changed.
    func with(_ change: (inout Recipe) -> Void) -> Recipe {
        var copy = self
        change(&copy)
        return copy
    }

    /// The same with each rule that there is, and with everything that may be added to one.
    ///
    /// Each ε is so large that a gradient which is zero but for rounding, as of evenly spread labels, has no effect.
    var withEveryRule: [Recipe] {
        let rules: [UpdateRule] = [
            .sgd(), .sgd(momentum: 0.9), .sgd(momentum: 0.7, nesterov: true), .adagrad(epsilon: 1e-3),
            .adam(epsilon: 1e-3), .adamW(epsilon: 1e-3), .adam(beta1: 0.8, beta2: 0.95, epsilon: 1e-2),
        ]
        let plain = rules.map { rule in with { $0.rule = rule } }
        return plain
            + plain.map { recipe in
                recipe.with {
                    $0.weightDecay = 0.02
                    $0.l1 = 0.001
                    $0.l2 = 0.01
                    $0.clipNorm = 0.3
                    $0.schedule = Schedule(.cosine(finalFactor: 0.1), warmupSteps: 3)
                }
            }
    }
}

extension Architecture {
    static func mlp(
        _ hidden: [Int], _ activation: Activation = .relu, regressionLoss: PointLoss? = nil
    ) -> Architecture {
        .multilayerPerceptron(
            hidden: hidden, activation: activation, initialization: nil, regressionLoss: regressionLoss)
    }
}
