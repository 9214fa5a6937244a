public import Datasets
public import Files
public import Models

/// The result of a training.
public struct TrainingResult: Sendable {
    /// Losses, steps and times.
    public let outcome: TrainingOutcome
    /// Metrics on the rows that were trained on, which count as much as they weigh by themselves.
    public let training: Evaluation
    /// The model.
    public let model: any Model
    /// The trained parameters, in the model's layout.
    public let parameters: [Float]
    /// The classes that the model distinguishes; nil for a regression.
    public let classes: ClassLabels?
    /// How the targets of the rows were scaled; nil where they were not.
    public let targetScaling: TargetScaling?
    /// Predictions for some of the validation rows, beside their targets; nil where there are no such rows.
    public let validationSample: PredictionSample?
    /// What it was trained on.
    public let machine: MachinePlan

    /// The digest of the parameters.
    public var digest: Digest { Digest(of: parameters, layout: model.layout) }

    /// A copy of the tensor of this name, row-major; nil where the model has none.
    public func values(of name: String) -> [Float]? { model.layout[name]?.values(in: parameters) }

    /// Writes a safetensors file: the parameters by name; where the target was scaled, the float64 tensors `target.mean` and
    /// `target.scale`; as metadata, the parameters' digest and the version of Lockstep.
    public func save(to path: String) throws(FileError) {
        try Safetensors.write(
            model.layout.tensors.map { .init(name: $0.name, shape: $0.shape, values: $0.values(in: parameters)) }
                + (targetScaling?.tensors ?? []),
            metadata: ["digest": digest.description, LockstepVersion.key: LockstepVersion.current], to: path)
    }

    /// Predictions, in the target's unit, for consecutive rows, dense and row-major, `model.featureCount` numbers each.
    public func predictions(for features: [Float]) -> Predictions {
        Predictions(of: model, parameters: parameters, targetScaling: targetScaling, for: features)
    }
}
