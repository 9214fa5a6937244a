import Foundation
import Optimizers

/// The update rules in double precision, one parameter after the other, as their papers have them.
struct ReferenceOptimizer {
    private let recipe: Recipe
    private var first: [Double]
    private var second: [Double]

    init(_ recipe: Recipe, parameterCount: Int) {
        self.recipe = recipe
        first = Array(repeating: 0, count: parameterCount)
        second = first
    }

    /// One step along an average gradient: l2, clipping, weight decay, the rule, l1.
    mutating func takeStep(
        _ step: Int, of totalSteps: Int, along average: [Double], on parameters: inout [Double], isWeight: [Bool]
    ) {
        let rate = Double(recipe.learningRate) * recipe.schedule.factor(atStep: step, of: totalSteps)
        var gradient = average
        for k in gradient.indices where isWeight[k] { gradient[k] += Double(recipe.l2) * parameters[k] }
        if let clipNorm = recipe.clipNorm {
            let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let factor = min(1, Double(clipNorm) / (norm + 1e-6))
            gradient = gradient.map { $0 * factor }
        }
        let decay = Double(recipe.weightDecay)
        for k in parameters.indices {
            if case .adamW = recipe.rule {
                parameters[k] *= 1 - rate * decay
            } else {
                gradient[k] += decay * parameters[k]
            }
            let reach = move(&parameters[k], k, along: gradient[k], rate, step)
            guard isWeight[k], recipe.l1 > 0 else { continue }
            let size = max(0, abs(parameters[k]) - reach * Double(recipe.l1))
            parameters[k] = parameters[k] < 0 ? -size : size
        }
    }

    /// Moves a parameter; answers how far a lasting gradient of 1 moves it in a step.
    private mutating func move(
        _ parameter: inout Double, _ k: Int, along g: Double, _ rate: Double, _ step: Int
    ) -> Double {
        switch recipe.rule {
        case .sgd(let momentum, let isNesterov):
            let momentum = Double(momentum)
            first[k] = momentum * first[k] + g
            parameter -= rate * (isNesterov ? g + momentum * first[k] : first[k])
            return rate / (1 - momentum)
        case .adagrad(let epsilon):
            first[k] += g * g
            let reach = rate / (first[k].squareRoot() + Double(epsilon))
            parameter -= reach * g
            return reach
        case .adam(let beta1, let beta2, let epsilon), .adamW(let beta1, let beta2, let epsilon):
            let (beta1, beta2, t) = (Double(beta1), Double(beta2), Double(step + 1))
            first[k] = beta1 * first[k] + (1 - beta1) * g
            second[k] = beta2 * second[k] + (1 - beta2) * g * g
            let mean = first[k] / (1 - pow(beta1, t))
            let reach = rate / ((second[k] / (1 - pow(beta2, t))).squareRoot() + Double(epsilon))
            parameter -= reach * mean
            return reach
        }
    }
}
