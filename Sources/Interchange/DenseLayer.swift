import Datasets
import Kernels
import Models
import Training

/// A fully connected layer as other software knows it: f(x · Wᵀ + b).
struct DenseLayer {
    /// What follows the weighted sums.
    enum Output: Equatable {
        case identity
        case hidden(Activation)
        /// The probability of class 1 of two.
        case sigmoid
        /// A probability for each class.
        case softmax
        /// e to the sums: the mean of a distribution.
        case exponential

        /// The name that files give it.
        var name: String {
            switch self {
            case .identity: "identity"
            case .hidden(let activation): activation.rawValue
            case .sigmoid: "sigmoid"
            case .softmax: "softmax"
            case .exponential: "exp"
            }
        }
    }

    /// The tensor `[outputs, inputs]`, row-major, and its name in a model's file.
    private(set) var weight: NamedTensor
    /// The tensor `[outputs]`.
    private(set) var bias: NamedTensor
    let output: Output

    var inputs: Int { weight.shape[1] }
    var outputs: Int { weight.shape[0] }

    init(weight: NamedTensor, bias: NamedTensor, output: Output) {
        self.weight = weight
        self.bias = bias
        self.output = output
    }

    /// Makes the layer, the last one of a regression, give predictions in the target's unit: scale · (w · x + b) + mean is
    /// (scale · w) · x + (scale · b + mean).
    mutating func fold(_ scaling: TargetScaling) {
        weight.set(weight.exact.map { scaling.scale * $0 }, keepsDoubles: false)
        bias.set(bias.exact.map { scaling.scale * $0 + scaling.mean }, keepsDoubles: !scaling.fitsFloat)
    }

    /// Makes the layer take raw features in place of scaled ones: with s = (x − offset) / scale, w · s + b is
    /// (w / scale) · x + (b − (w / scale) · offset).
    mutating func fold(_ scaling: FeatureScaling) {
        var (weights, biases) = (weight.exact, bias.exact)
        for output in 0..<outputs {
            var shift = 0.0
            for input in 0..<inputs {
                let index = output * inputs + input
                weights[index] /= scaling.scales[input]
                shift += weights[index] * scaling.offsets[input]
            }
            biases[output] -= shift
        }
        weight.set(weights, keepsDoubles: !scaling.fitsFloat)
        bias.set(biases, keepsDoubles: !scaling.fitsFloat)
    }
}

/// Numbers with a shape and a name.
struct NamedTensor {
    let name: String
    let shape: [Int]
    var values: [Float]
    /// The values in double precision, where single precision would lose too much of them; otherwise nil.
    var doubles: [Double]?

    /// Each value in the fewest digits that give it again.
    var texts: [String] { doubles?.map { "\($0)" } ?? values.map { "\($0)" } }

    /// The values in double precision.
    var exact: [Double] { doubles ?? values.map { Double($0) } }

    /// Takes values, which are kept in double precision too where they were or must be.
    mutating func set(_ values: [Double], keepsDoubles: Bool) {
        self.values = values.map { Float($0) }
        if keepsDoubles || doubles != nil { doubles = values }
    }
}

extension TrainedModel {
    /// The layers from the raw features to the predictions, first to last: all that a prediction takes, except what
    /// stands for missing numbers. The scaling of the features is part of the first layer, that of the target of the last.
    var layers: [DenseLayer] {
        var layers = scaledLayers
        if let scaling { layers[0].fold(scaling) }
        if let targetScaling { layers[layers.count - 1].fold(targetScaling) }
        return layers
    }

    /// The layers from the scaled features to the model's outputs, which are scaled targets where these were scaled.
    var scaledLayers: [DenseLayer] {
        var tensors = model.layout.tensors.map {
            NamedTensor(name: $0.name, shape: $0.shape, values: $0.values(in: parameters))
        }
        // What is added as it is has a weight of 1 for other software.
        if let offset = (model as? LinearModel)?.offsetColumn { tensors[0].values[offset] = 1 }
        return stride(from: 0, to: tensors.count, by: 2).map { index in
            DenseLayer(
                weight: tensors[index], bias: tensors[index + 1],
                output: index + 2 < tensors.count ? hiddenOutput : lastOutput)
        }
    }

    private var hiddenOutput: DenseLayer.Output {
        guard case .multilayerPerceptron(_, let activation, _, _) = architecture else { return .identity }
        return .hidden(activation)
    }

    private var lastOutput: DenseLayer.Output {
        guard classes == nil else { return model.outputCount == 1 ? .sigmoid : .softmax }
        return switch architecture.regressionLoss?.link {
        case .log: .exponential
        case .identity, .logit, nil: .identity
        }
    }
}
