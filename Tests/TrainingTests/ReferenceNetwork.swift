import Foundation
import Kernels
import Models
import TestSupport

/// Every model there is, as a network of fully connected layers in double precision: one layer is a linear, logistic or
/// softmax regression.
struct ReferenceNetwork {
    /// One layer after the other: its weights, [outputs, inputs] by rows, then its biases.
    var parameters: [Double]
    /// For each parameter whether it is a weight.
    let isWeight: [Bool]
    private let layers: [Layer]
    private let activation: Activation
    private let loss: PointLoss?

    private struct Layer {
        let inputs: Int
        let outputs: Int
        let start: Int
        var biasStart: Int { start + inputs * outputs }
        var end: Int { biasStart + outputs }
    }

    /// A network whose parameters are all zero.
    init(_ architecture: Architecture, featureCount: Int, outputCount: Int) {
        var sizes = [featureCount]
        if case .multilayerPerceptron(let hidden, let activation, _, _) = architecture {
            sizes += hidden
            self.activation = activation
        } else {
            activation = .relu
        }
        sizes.append(outputCount)
        loss = architecture == .logisticRegression ? .logistic : architecture.regressionLoss
        var layers: [Layer] = []
        for (inputs, outputs) in zip(sizes, sizes.dropFirst()) {
            layers.append(Layer(inputs: inputs, outputs: outputs, start: layers.last?.end ?? 0))
        }
        self.layers = layers
        parameters = Array(repeating: 0, count: layers.last!.end)
        isWeight = layers.flatMap { layer in
            Array(repeating: true, count: layer.inputs * layer.outputs) + Array(repeating: false, count: layer.outputs)
        }
    }

    /// What the model says of a row: class probabilities, the probability of class 1 of a logistic regression, or a
    /// prediction.
    func outputs(for features: [Double]) -> [Double] {
        let sums = forward(features).last!
        return loss.map { [$0.definedPrediction(sums[0])] } ?? softmax(sums)
    }

    /// Adds a row's gradient, by backpropagation; answers its loss.
    func addGradient(of row: ReferenceTrainer.Row, to gradient: inout [Double]) -> Double {
        let values = forward(row.features)
        let (rowLoss, outputErrors) = judge(values.last!, row.target)
        var errors = outputErrors
        for (index, layer) in layers.enumerated().reversed() {
            // z = W a + b, so ∂W = e aᵀ, ∂b = e, and what the layer before did wrong is Wᵀ e ∘ f′.
            var before = [Double](repeating: 0, count: layer.inputs)
            for output in 0..<layer.outputs where errors[output] != 0 {
                let start = layer.start + output * layer.inputs
                for input in 0..<layer.inputs {
                    gradient[start + input] += errors[output] * values[index][input]
                    before[input] += errors[output] * parameters[start + input]
                }
                gradient[layer.biasStart + output] += errors[output]
            }
            errors = zip(before, values[index]).map { $0 * derivative(atValue: $1) }
        }
        return rowLoss
    }

    /// The features, the values of each hidden layer, and the last layer's sums.
    private func forward(_ features: [Double]) -> [[Double]] {
        var values = [features]
        for (index, layer) in layers.enumerated() {
            let inputs = values[index]
            let sums = (0..<layer.outputs).map { output in
                var sum = parameters[layer.biasStart + output]
                for input in 0..<layer.inputs {
                    sum += parameters[layer.start + output * layer.inputs + input] * inputs[input]
                }
                return sum
            }
            values.append(index + 1 < layers.count ? sums.map(activate) : sums)
        }
        return values
    }

    /// The loss of a row and its derivatives by the last layer's sums.
    private func judge(_ sums: [Double], _ target: Double) -> (loss: Double, errors: [Double]) {
        switch loss {
        case let loss?:
            return (loss.definedValue(sums[0], target), [loss.definedDerivative(sums[0], target)])
        case nil:
            let probabilities = softmax(sums)
            let label = Int(target)
            let errors = probabilities.enumerated().map { $1 - ($0 == label ? 1 : 0) }
            return (-log(probabilities[label]), errors)
        }
    }

    private func softmax(_ logits: [Double]) -> [Double] {
        let largest = logits.max()!
        let powers = logits.map { exp($0 - largest) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
    }

    private func activate(_ sum: Double) -> Double {
        switch activation {
        case .relu: max(0, sum)
        case .tanh: tanh(sum)
        case .sigmoid: 1 / (1 + exp(-sum))
        case .gelu: preconditionFailure("its derivative is not told from its value")
        }
    }

    /// f′(z), told from the value f(z).
    private func derivative(atValue value: Double) -> Double {
        switch activation {
        case .relu: value > 0 ? 1 : 0
        case .tanh: 1 - value * value
        case .sigmoid: value * (1 - value)
        case .gelu: preconditionFailure("its derivative is not told from its value")
        }
    }
}
