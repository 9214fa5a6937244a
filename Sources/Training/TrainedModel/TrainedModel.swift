public import Datasets
public import Kernels
public import Models

/// A trained model apart from its training: what prediction needs, and what its file holds.
public struct TrainedModel: Sendable {
    /// What kind of model it is.
    public let architecture: Architecture
    /// The features that it expects, in order.
    public let featureNames: FeatureNames
    /// The column that it predicts.
    public let targetName: String
    /// The classes that it tells apart; nil for a regression.
    public let classes: ClassLabels?
    /// How features are scaled before the model sees them; nil where they are not.
    public let scaling: FeatureScaling?
    /// The model.
    public let model: any Model
    /// Its parameters, in the model's layout.
    public let parameters: [Float]

    /// A model with these parameters, which are in its own layout or, with the same tensors, in another.
    public init(
        architecture: Architecture, parameters: [Float], in layout: ParameterLayout? = nil, featureNames: FeatureNames,
        targetName: String,
        classes: ClassLabels?, scaling: FeatureScaling? = nil, kernels: KernelTable
    ) {
        self.architecture = architecture
        self.featureNames = featureNames
        self.targetName = targetName
        self.classes = classes
        self.scaling = scaling
        let model = architecture.makeModel(
            featureCount: featureNames.count, classCount: classes?.count, kernels: kernels)
        self.model = model
        self.parameters = layout.map { model.layout.copy(of: parameters, in: $0) } ?? parameters
        precondition(self.parameters.count == model.layout.count, "parameters of another model")
        precondition(scaling.map { $0.count == featureNames.count } ?? true, "the scaling of another model")
    }

    /// The digest of the parameters.
    public var digest: Digest { Digest(of: parameters, layout: model.layout) }

    /// Predictions for consecutive rows that are not scaled yet, dense and row-major, `model.featureCount` numbers each.
    public func predictions(for features: [Float]) -> Predictions {
        guard let scaling else { return Predictions(of: model, parameters: parameters, for: features) }
        var scaled = features
        scaled.withUnsafeMutableBufferPointer { rows in
            for start in stride(from: 0, to: rows.count, by: max(model.featureCount, 1)) {
                scaling.apply(to: rows.baseAddress! + start)
            }
        }
        return Predictions(of: model, parameters: parameters, for: scaled)
    }
}

/// What a model says of some rows.
public struct Predictions: Sendable {
    /// What the numbers are about.
    public let task: LearningTask
    /// For each row a value; for a classification the index of the likeliest class, the first of several.
    public let values: [Float]
    /// For each row a probability for each class, row-major; empty for a regression.
    public let probabilities: [Float]

    /// - Parameter outputs: `outputCount` numbers a row, as the model gives them.
    init(outputs: [Float], outputCount: Int, task: LearningTask) {
        self.task = task
        guard case .classification(let classCount) = task else {
            values = outputs
            probabilities = []
            return
        }
        probabilities = outputCount == classCount ? outputs : outputs.flatMap { [1 - $0, $0] }
        values = stride(from: 0, to: probabilities.count, by: classCount).map { [probabilities] start in
            var best = start
            for index in start..<start + classCount where probabilities[index] > probabilities[best] { best = index }
            return Float(best - start)
        }
    }

    /// What a model says of consecutive rows, dense and row-major.
    init(of model: any Model, parameters: [Float], for features: [Float]) {
        let rowCount = model.featureCount > 0 ? features.count / model.featureCount : 0
        let padded = features + [Float](repeating: 0, count: 16)
        let outputs = [Float](unsafeUninitializedCapacity: rowCount * model.outputCount) { buffer, count in
            count = rowCount * model.outputCount
            guard let outputs = buffer.baseAddress else { return }
            padded.withUnsafeBufferPointer { padded in
                withScratch(model.scratchCount) { scratch in
                    model.predict(
                        FeatureRows(padded.baseAddress!, featureCount: model.featureCount), rowCount: rowCount,
                        targets: nil, parameters: parameters, scratch: scratch, outputs: outputs, losses: scratch)
                }
            }
        }
        self.init(outputs: outputs, outputCount: model.outputCount, task: model.task)
    }
}
