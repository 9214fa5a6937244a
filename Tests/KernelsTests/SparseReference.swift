import Foundation
import Kernels

/// What a row of a linear model contributes, in double precision, and how far the kernels may be off.
struct SparseReference {
    /// ∂ℓ/∂z for each output.
    let derivatives: [Double]
    let derivativeBounds: [Double]
    let loss: Double
    let lossBound: Double

    /// - Parameters:
    ///   - outputs: the exact outputs.
    ///   - errors: how far the kernels' outputs may be from them.
    init(_ head: SparseHead, outputs: [Double], errors: [Double], target: Float) {
        switch head {
        case .point(let point):
            let reference = PointLossReference(point)
            let (z, y, error) = (outputs[0], Double(target), errors[0])
            derivatives = [reference.derivative(z, y)]
            derivativeBounds = [reference.derivativeBound(z, y, error: error)]
            loss = reference.value(z, y)
            lossBound = reference.valueBound(z, y, error: error)
        case .softmax:
            let (label, u) = (Int(target), 0x1.02p-24)
            // Logits that are all off by at most an error e change a probability by a factor of e^2e at most.
            let error = zip(outputs, errors).map { $1 + u * abs($0) }.max()!
            let softmax = SoftmaxReference(outputs.map { Float($0) })
            derivatives = softmax.probabilities.enumerated().map { $1 - ($0 == label ? 1 : 0) }
            derivativeBounds = zip(softmax.probabilities, softmax.probabilityBounds).map {
                ($0 + $1) * expm1(2 * error) + $1 + u
            }
            loss = softmax.losses[label]
            lossBound = softmax.lossBounds[label] + 2 * error
        }
    }
}
