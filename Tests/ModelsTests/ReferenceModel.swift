import Foundation
import Kernels
import TestSupport

/// A network, or a linear model, in double precision: one row and one number at a time.
struct ReferenceModel {
    /// What the last layer's sums mean.
    enum Head: Hashable {
        case classes(Int)
        case output(PointLoss)

        var count: Int { if case .classes(let count) = self { count } else { 1 } }
    }

    let featureCount: Int
    let hidden: [Int]
    let activation: Activation
    let head: Head
    /// Layer by layer the weights, row-major [outputs, inputs], then the biases.
    var parameters: [Double]

    private struct Layer {
        let inputs: Int
        let outputs: Int
        let offset: Int

        func weight(_ output: Int, _ input: Int) -> Int { offset + output * inputs + input }
        func bias(_ output: Int) -> Int { offset + outputs * inputs + output }
    }

    private var layers: [Layer] {
        let sizes = [featureCount] + hidden + [head.count]
        var offset = 0
        return zip(sizes, sizes.dropFirst()).map { inputs, outputs in
            defer { offset += outputs * inputs + outputs }
            return Layer(inputs: inputs, outputs: outputs, offset: offset)
        }
    }

    /// The sums z of each layer.
    private func sums(_ x: [Double]) -> [[Double]] {
        var sums: [[Double]] = []
        var values = x
        for layer in layers {
            let z = (0..<layer.outputs).map { output in
                values.indices.reduce(parameters[layer.bias(output)]) {
                    $0 + parameters[layer.weight(output, $1)] * values[$1]
                }
            }
            sums.append(z)
            values = z.map(activated)
        }
        return sums
    }

    private func activated(_ z: Double) -> Double {
        switch activation {
        case .relu: max(0, z)
        case .tanh: tanh(z)
        case .sigmoid: 1 / (1 + exp(-z))
        case .gelu: z * erfc(-z / 2.0.squareRoot()) / 2
        }
    }

    private func activationSlope(_ z: Double) -> Double {
        switch activation {
        case .relu: z > 0 ? 1 : 0
        case .tanh: 1 - tanh(z) * tanh(z)
        case .sigmoid: activated(z) * (1 - activated(z))
        case .gelu: erfc(-z / 2.0.squareRoot()) / 2 + z * exp(-z * z / 2) / (2 * Double.pi).squareRoot()
        }
    }

    private func softmax(_ z: [Double]) -> [Double] {
        let maximum = z.max()!
        let total = z.reduce(0) { $0 + exp($1 - maximum) }
        return z.map { exp($0 - maximum) / total }
    }

    /// Probabilities of classes, or a prediction.
    func outputs(_ x: [Double]) -> [Double] {
        let z = sums(x).last!
        return switch head {
        case .classes: softmax(z)
        case .output(let loss): [loss.definedPrediction(z[0])]
        }
    }

    func loss(_ x: [Double], _ y: Double) -> Double {
        let z = sums(x).last!
        return switch head {
        case .classes: -log(softmax(z)[Int(y)])
        case .output(let loss): loss.definedValue(z[0], y)
        }
    }

    /// ∂ℓ/∂z of the last layer.
    private func errors(_ z: [Double], _ y: Double) -> [Double] {
        switch head {
        case .classes: softmax(z).enumerated().map { $0.offset == Int(y) ? $0.element - 1 : $0.element }
        case .output(let loss): [loss.definedDerivative(z[0], y)]
        }
    }

    /// ∂ℓ/∂parameters by backpropagation.
    func gradient(_ x: [Double], _ y: Double) -> [Double] {
        var gradient = [Double](repeating: 0, count: parameters.count)
        let (sums, layers) = (sums(x), layers)
        var errors = errors(sums.last!, y)
        for (index, layer) in layers.enumerated().reversed() {
            let values = index == 0 ? x : sums[index - 1].map(activated)
            for output in 0..<layer.outputs {
                gradient[layer.bias(output)] = errors[output]
                for input in 0..<layer.inputs {
                    gradient[layer.weight(output, input)] = errors[output] * values[input]
                }
            }
            guard index > 0 else { break }
            errors = (0..<layer.inputs).map { input in
                (0..<layer.outputs).reduce(0) { $0 + errors[$1] * parameters[layer.weight($1, input)] }
                    * activationSlope(sums[index - 1][input])
            }
        }
        return gradient
    }

    /// (ℓ(p + h) − ℓ(p − h)) / 2h by one parameter.
    func centralDifference(_ parameter: Int, _ x: [Double], _ y: Double) -> Double {
        let h = 1e-6
        var (above, below) = (self, self)
        above.parameters[parameter] += h
        below.parameters[parameter] -= h
        return (above.loss(x, y) - below.loss(x, y)) / (2 * h)
    }

    /// How far the sums of a row are from the nearest place where the loss has no derivative.
    func distanceFromKinks(_ x: [Double], _ y: Double) -> Double {
        let sums = sums(x)
        let hidden = activation == .relu ? sums.dropLast().joined().map(abs).min() : nil
        guard case .output(let loss) = head, loss.hasKink else { return hidden ?? .infinity }
        return min(hidden ?? .infinity, abs(sums.last![0] - y))
    }
}
