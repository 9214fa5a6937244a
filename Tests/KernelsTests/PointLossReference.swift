import Foundation
import Kernels
import TestSupport

/// The definition of a loss ℓ(z, y), in double precision, and how far the kernels may be from it.
struct PointLossReference {
    let loss: PointLoss
    /// Half a unit in the last place of 1.
    private let u = 0x1p-24

    init(_ loss: PointLoss) { self.loss = loss }

    func value(_ z: Double, _ y: Double) -> Double {
        let r = abs(z - y)
        switch loss {
        case .squared: return r * r / 2
        case .huber(let delta): return r <= Double(delta) ? r * r / 2 : Double(delta) * (r - Double(delta) / 2)
        case .absolute: return r
        case .quantile(let level): return y >= z ? Double(level) * r : (1 - Double(level)) * r
        case .logistic: return max(z, 0) - y * z + log1p(exp(-abs(z)))
        }
    }

    func derivative(_ z: Double, _ y: Double) -> Double {
        let r = z - y
        switch loss {
        case .squared: return r
        case .huber(let delta): return max(-Double(delta), min(r, Double(delta)))
        case .absolute: return r == 0 ? 0 : r < 0 ? -1 : 1
        case .quantile(let level): return r == 0 ? 0 : r < 0 ? -Double(level) : 1 - Double(level)
        case .logistic: return 1 / (1 + exp(-z)) - y
        }
    }

    /// How far the float derivative may be off for an output that is off by `error`: z − y is rounded once, and the
    /// sigmoid is good to 2 ulp.
    func derivativeBound(_ z: Double, _ y: Double, error: Double = 0) -> Double {
        let r = abs(z - y)
        let residualError = error + u * (r + error)
        switch loss {
        case .squared, .huber: return residualError
        case .absolute: return r <= error ? 2 : 0
        case .quantile: return r <= error ? 1 : u
        case .logistic:
            let probability = derivative(z, y) + y
            return error / 4 + u * (4 * probability + abs(probability - y)) + 0x1p-147
        }
    }

    /// How far the float loss may be off: by its slope times the error of z − y, and a rounding for each operation.
    func valueBound(_ z: Double, _ y: Double, error: Double = 0) -> Double {
        let r = abs(z - y)
        let residualError = error + u * (r + error)
        switch loss {
        case .squared: return (r + residualError) * (residualError + 2 * u * (r + residualError))
        case .huber(let delta):
            let slope = min(r + residualError, Double(delta))
            return slope * residualError + residualError * residualError + 3 * u * slope * (r + residualError)
        case .absolute: return residualError
        // 1 − τ and the product are rounded once each.
        case .quantile: return residualError + 2 * u * (r + residualError)
        case .logistic: return error + 6 * u * (value(z, y) + error) + 0x1p-147
        }
    }
}

extension PointLoss {
    /// Every kind of loss, for targets of about a magnitude.
    static func all(scale: Float = 1) -> [PointLoss] {
        [.squared, .huber(delta: 0.75 * scale), .absolute, .quantile(level: 0.9), .quantile(level: 0.3), .logistic]
    }

    /// A target that the loss is defined for.
    func target(scale: Float, _ random: inout SplitMix) -> Float {
        self == .logistic ? (Bool.random(using: &random) ? 1 : 0) : scale * .random(in: -2...2, using: &random)
    }

    /// What the kernel says of one row.
    func ofRow(_ set: InstructionSet, _ output: Float, _ target: Float) -> (derivative: Float, loss: Float) {
        var (derivative, loss): (Float, Float) = (.nan, .nan)
        withUnsafePointer(to: output) { output in
            withUnsafePointer(to: target) { target in
                set.kernels.pointLosses(
                    PointLossJob(
                        loss: self, outputs: output, targets: target, count: 1, stride: 1,
                        derivatives: &derivative, losses: &loss))
            }
        }
        return (derivative, loss)
    }
}
