public import Datasets
import Models
public import Training

/// How far a model is from the truth that its synthetic rows were made with.
public struct TruthReport: Sendable {
    private let model: TrainedModel
    private let truth: SyntheticRegression

    /// Compares a linear regression with what its rows were made with.
    public init(_ model: TrainedModel, _ truth: SyntheticRegression) {
        self.model = model
        self.truth = truth
    }

    /// The weights for features and a target that are not scaled.
    private var weights: [Float] {
        let unit = model.targetScaling?.scale ?? 1
        let weights = model.model.layout.tensors[0].values(in: model.parameters).map { Float(unit * Double($0)) }
        guard let scaling = model.scaling else { return weights }
        return zip(weights, scaling.scales).map { Float(Double($0) / $1) }
    }

    /// The bias for features and a target that are not scaled.
    private var bias: Float {
        let output = model.model.layout.tensors[1].values(in: model.parameters)[0]
        let bias = model.targetScaling.map { Float($0.unscaled(output)) } ?? output
        guard let scaling = model.scaling else { return bias }
        return Float(zip(weights, scaling.offsets).reduce(Double(bias)) { $0 - Double($1.0) * $1.1 })
    }

    private var weightError: Float { zip(weights, truth.weights).map { abs($0 - $1) }.max() ?? 0 }
    private var biasError: Float { abs(bias - truth.bias) }

    /// The largest error of a weight, and the error of the bias.
    public var members: [(key: String, value: JSONValue)] {
        [("largest_weight_error", .float(weightError)), ("bias_error", .float(biasError))]
    }

    /// Lines for people.
    public var lines: [String] {
        var lines = [
            "weight          largest error \(Format.metric(Double(weightError)))",
            "bias            error \(Format.metric(Double(biasError)))",
        ]
        if weights.count <= 16 {
            lines[0] += ": found \(list(weights)), true \(list(truth.weights))"
            lines[1] += ": found \(Format.metric(Double(bias))), true \(Format.metric(Double(truth.bias)))"
        }
        return lines
    }

    private func list(_ values: [Float]) -> String {
        "[" + values.map { Format.metric(Double($0)) }.joined(separator: ", ") + "]"
    }
}
