public import Datasets
public import Kernels
public import Models

/// A trained model without its training: what predictions need, and what its file holds.
public struct TrainedModel: Sendable {
    /// What its file is called in the directory of a run.
    public static let fileName = "model.safetensors"

    /// What kind of model it is.
    public let architecture: Architecture
    /// The features that it expects, in order.
    public let featureNames: FeatureNames
    /// The column that it predicts.
    public let targetName: String
    /// The column of weights of the rows that it was trained on, which is no feature; nil where these had none.
    public var weightName: String?
    /// The feature that is added to the score as it is, and has no weight; nil for none.
    public let offsetName: String?
    /// How the text of the file that it was trained on was written, where that was a CSV file.
    public var csv: CSVOptions?
    /// The index of the first feature in the file that it was trained on, where that was a LIBSVM file.
    public var firstIndex: Int?
    /// How names and pairs of columns of that file become features.
    public var encoding = ColumnEncoding()
    /// What is done about names that no row it was trained on had.
    public var unknown = UnknownPolicy.refused
    /// The rows that it was trained and measured on; nil where they are not known.
    public var rows: RowFingerprints?
    /// The classes that it distinguishes; nil for a regression.
    public let classes: ClassLabels?
    /// The least probability of the second of two classes with which it is predicted; nil where the most probable class is.
    public var threshold: Float?
    /// How features are scaled before the model sees them; nil for not at all.
    public let scaling: FeatureScaling?
    /// How the targets that the model was trained on were scaled; nil for not at all.
    public let targetScaling: TargetScaling?
    /// The model, whose outputs are scaled targets where targets were scaled.
    public let model: any Model
    /// Its parameters, in the model's layout.
    public let parameters: [Float]

    /// A model with these parameters, which are in its own layout or in another one with the same tensors.
    public init(
        architecture: Architecture, parameters: [Float], in layout: ParameterLayout? = nil, featureNames: FeatureNames,
        targetName: String, offsetName: String? = nil, classes: ClassLabels?, scaling: FeatureScaling? = nil,
        targetScaling: TargetScaling? = nil, kernels: KernelTable
    ) {
        self.architecture = architecture
        self.featureNames = featureNames
        self.targetName = targetName
        self.offsetName = offsetName
        self.classes = classes
        self.scaling = scaling
        self.targetScaling = targetScaling
        let model = architecture.makeModel(
            featureCount: featureNames.count, classCount: classes?.count, targetUnit: targetScaling?.scale ?? 1,
            offsetColumn: offsetName.map { name in
                guard let index = featureNames.all.firstIndex(of: name) else {
                    preconditionFailure("no feature \(name)")
                }
                return index
            }, kernels: kernels)
        self.model = model
        self.parameters = layout.map { model.layout.copy(of: parameters, in: $0) } ?? parameters
        precondition(self.parameters.count == model.layout.count, "parameters of another model")
        precondition(targetScaling == nil || classes == nil, "a scale of classes")
        precondition(scaling.map { $0.count == featureNames.count } ?? true, "the scaling of another model")
    }

    /// The digest of the parameters.
    public var digest: Digest { Digest(of: parameters, layout: model.layout) }

    /// What is to be taken from the numbers of rows before they are rounded to float32, so that they have the same bits as
    /// those that the model was trained on.
    public var origins: ColumnOrigins {
        var origins = ColumnOrigins(target: targetScaling?.origin ?? 0)
        for (index, origin) in (scaling?.origins ?? []).enumerated() where origin != 0 {
            origins.features[featureNames[index]] = origin
        }
        return origins
    }

    /// Predictions for consecutive rows that are not scaled yet, dense and row-major, `model.featureCount` numbers each.
    public func predictions(for features: [Float]) -> Predictions { predictions(for: features, countedFrom: nil) }

    /// Predictions for the rows of a file.
    public func predictions(for rows: FileRows) -> Predictions {
        predictions(for: rows.features(), countedFrom: rows.featureOrigins)
    }

    private func predictions(for features: [Float], countedFrom origins: [Double]?) -> Predictions {
        guard let scaling else {
            return Predictions(
                of: model, parameters: parameters, targetScaling: targetScaling, for: features, threshold: threshold)
        }
        var scaled = features
        scaled.withUnsafeMutableBufferPointer { rows in
            for start in stride(from: 0, to: rows.count, by: max(model.featureCount, 1)) {
                scaling.apply(to: rows.baseAddress! + start, countedFrom: origins)
            }
        }
        return Predictions(
            of: model, parameters: parameters, targetScaling: targetScaling, for: scaled, threshold: threshold)
    }
}
