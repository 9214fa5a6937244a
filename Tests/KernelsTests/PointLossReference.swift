import Foundation
import Kernels
import TestSupport

/// The definition of a loss ℓ(z, y), in double precision, and how far the kernels may be from it.
struct PointLossReference {
    let loss: PointLoss
    /// Half a unit in the last place of 1.
    private let u = 0x1p-24

    init(_ loss: PointLoss) { self.loss = loss }

    func value(_ z: Double, _ y: Double) -> Double { loss.definedValue(z, y) }

    func derivative(_ z: Double, _ y: Double) -> Double { loss.definedDerivative(z, y) }

    /// How far the float derivative may be off for an output that is off by `error`: z − y is rounded once, and the
    /// sigmoid is good to 2 ulp.
    func derivativeBound(_ z: Double, _ y: Double, error: Double = 0) -> Double {
        let r = abs(z - y)
        let residualError = error + u * (r + error)
        switch loss {
        case .squared, .huber: return residualError
        case .absolute: return r <= error ? 2 : 0
        case .quantile: return r <= error ? 1 : u
        case .poisson, .gamma:
            let ratio = loss == .poisson ? exp(z) : y * exp(-z)
            return ratio * relativeError(error) + 2 * u * abs(derivative(z, y)) + 0x1p-147
        case .logistic:
            let probability = derivative(z, y) + y
            return error / 4 + u * (4 * probability + abs(probability - y)) + 0x1p-147
        }
    }

    /// That of an exponential to 2 ulp, and a product, of a number that is off by `error`.
    private func relativeError(_ error: Double) -> Double { expm1(error) + 6 * u * exp(error) }

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
        // Near the best output, digits that the difference of logarithms would lose are kept.
        case .poisson, .gamma:
            let (ratio, relative) = (loss == .poisson ? exp(z) : y * exp(-z), relativeError(error))
            let excess = loss == .poisson ? (ratio - y) / y : ratio - 1
            let size =
                abs(excess) < 0.12
                ? value(z, y) : ratio + (loss == .poisson ? y : 1) * (1 + abs(z) + abs(y == 0 ? 0 : log(y)))
            return abs(derivative(z, y)) * relative + ratio * relative * relative + 16 * u * size + 0x1p-140
        case .logistic: return error + 6 * u * (value(z, y) + error) + 0x1p-147
        }
    }
}

extension PointLoss {
    /// Every kind of loss, for targets of about a magnitude.
    static func all(scale: Float = 1) -> [PointLoss] {
        [.squared, .huber(delta: 0.75 * scale), .absolute, .quantile(level: 0.9), .quantile(level: 0.3), .logistic]
            + (scale == 1 ? [.poisson, .gamma] : [])
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
