import Datasets
import Models
public import Training

/// A weight of a linear model, or of one of its classes.
public struct Coefficient: Sendable, Hashable {
    /// The feature; nil for the bias.
    public let feature: String?
    /// The class whose log-odds or score it is added to; nil for a regression.
    public let className: String?
    /// What the model's output changes by where the scaled feature grows by 1: its logit, or the target in the target's
    /// unit. For the bias, the output of a row whose scaled features are 0.
    public let scaled: Double
    /// What it changes by where the feature grows by 1 in the file's unit. For the bias, the output of a row of zeros.
    public let unscaled: Double
}

extension Coefficient {
    /// The coefficients of a model, class by class, each with the bias first, without what is added as it is; nil where it
    /// is not linear.
    public static func all(of model: TrainedModel) -> [Coefficient]? {
        guard model.architecture.kind != .mlp else { return nil }
        let tensors = model.model.layout.tensors
        let weights = tensors[0].values(in: model.parameters).map(Double.init)
        let biases = tensors[1].values(in: model.parameters).map(Double.init)
        let units = FileUnits(of: model)
        return biases.indices.flatMap { output -> [Coefficient] in
            let numbers = [biases[output]] + weights[output * units.count..<(output + 1) * units.count]
            let unscaled = units.unscaled(numbers, of: Array(0..<units.count))
            let scaled = units.inTargetUnit(numbers)
            let name = model.classes.map { biases.count == 1 ? $0[1] : $0[output] }
            let offset = model.offsetName.flatMap { model.featureNames.all.firstIndex(of: $0) }
            return numbers.indices.filter { $0 == 0 || $0 - 1 != offset }.map { index in
                Coefficient(
                    feature: index > 0 ? model.featureNames[index - 1] : nil, className: name,
                    scaled: scaled[index], unscaled: unscaled[index])
            }
        }
    }
}
