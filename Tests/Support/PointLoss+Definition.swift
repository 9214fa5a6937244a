import Foundation
package import Kernels

/// The definitions of the losses, in double precision.
extension PointLoss {
    /// ℓ(z, y).
    package func definedValue(_ z: Double, _ y: Double) -> Double {
        let r = abs(z - y)
        switch self {
        case .squared: return r * r / 2
        case .huber(let delta): return r <= Double(delta) ? r * r / 2 : Double(delta) * (r - Double(delta) / 2)
        case .absolute: return r
        case .quantile(let level): return y >= z ? Double(level) * r : (1 - Double(level)) * r
        case .poisson: return exp(z) - y - (y == 0 ? 0 : y * (z - log(y)))
        case .gamma: return y * exp(-z) - 1 + z - log(y)
        case .logistic: return max(z, 0) - y * z + log1p(exp(-abs(z)))
        }
    }

    /// ∂ℓ/∂z.
    package func definedDerivative(_ z: Double, _ y: Double) -> Double {
        let r = z - y
        switch self {
        case .squared: return r
        case .huber(let delta): return max(-Double(delta), min(r, Double(delta)))
        case .absolute: return r == 0 ? 0 : r < 0 ? -1 : 1
        case .quantile(let level): return r == 0 ? 0 : r < 0 ? -Double(level) : 1 - Double(level)
        case .poisson: return exp(z) - y
        case .gamma: return 1 - y * exp(-z)
        case .logistic: return 1 / (1 + exp(-z)) - y
        }
    }

    /// The prediction that follows from an output.
    package func definedPrediction(_ z: Double) -> Double {
        switch link {
        case .identity: z
        case .log: exp(z)
        case .logit: 1 / (1 + exp(-z))
        }
    }

    /// Whether ℓ has no derivative where z = y.
    package var hasKink: Bool {
        switch self {
        case .absolute, .quantile: true
        case .squared, .huber, .poisson, .gamma, .logistic: false
        }
    }

    /// A target that the loss is defined for.
    package func target(scale: Float = 1, _ random: inout SplitMix) -> Float {
        switch self {
        case .logistic: Bool.random(using: &random) ? 1 : 0
        case .poisson: Float(Int.random(in: 0...3, using: &random))
        case .gamma: scale * .random(in: 0.1...4, using: &random)
        case .squared, .huber, .absolute, .quantile: scale * .random(in: -2...2, using: &random)
        }
    }
}
