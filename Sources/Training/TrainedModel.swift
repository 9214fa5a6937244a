public import Datasets
public import Files
import FoundationEssentials
public import Kernels
public import Models

/// A trained model apart from its training: what prediction needs, and what its file holds.
public struct TrainedModel: Sendable {
    /// The kind of model, as the configuration names it.
    public static let kind = "linear_regression"

    /// The features that it expects, in order.
    public let featureNames: FeatureNames
    /// The column that it predicts.
    public let targetName: String
    /// The model.
    public let model: LinearRegression
    /// Its parameters, in the model's layout.
    public let parameters: [Float]

    /// A model with these parameters, `model.layout.count` numbers.
    public init(
        model: LinearRegression, parameters: [Float], featureNames: FeatureNames, targetName: String
    ) {
        precondition(parameters.count == model.layout.count && featureNames.count == model.featureCount)
        self.model = model
        self.parameters = parameters
        self.featureNames = featureNames
        self.targetName = targetName
    }

    /// The digest of the parameters.
    public var digest: Digest { Digest(of: parameters, layout: model.layout) }

    /// A parameter tensor's numbers.
    public func values(of tensor: ParameterLayout.Tensor) -> ArraySlice<Float> {
        parameters[tensor.offset..<tensor.offset + tensor.count]
    }

    /// Predictions for consecutive rows, dense and row-major, `model.featureCount` numbers each.
    public func predictions(for features: [Float]) -> [Float] {
        guard model.featureCount > 0 else { return [] }
        let rowCount = features.count / model.featureCount
        let padded = features + [Float](repeating: 0, count: 16)
        return [Float](unsafeUninitializedCapacity: rowCount) { buffer, count in
            if let base = buffer.baseAddress {
                model.predict(padded, rowCount: rowCount, parameters: parameters, into: base)
            }
            count = rowCount
        }
    }
}

// MARK: The file

extension TrainedModel {
    /// Writes a safetensors file: the tensors by name, and as metadata `model`, `features` (a JSON array, where the
    /// features have names), `target` and `digest`.
    public func save(to path: String) throws(FileError) {
        var metadata = ["model": Self.kind, "target": targetName, "digest": digest.description]
        if case .named(let names) = featureNames, let json = try? JSONEncoder().encode(names) {
            metadata["features"] = String(decoding: json, as: UTF8.self)
        }
        try Safetensors.write(
            model.layout.tensors.map { .init(name: $0.name, shape: $0.shape, values: Array(values(of: $0))) },
            metadata: metadata, to: path)
    }

    /// Reads what `save` wrote.
    public init(reading path: String, kernels: KernelTable) throws(FileError) {
        let file = try Safetensors.File(reading: path)
        let kind = file.metadata["model"]
        guard kind == Self.kind else {
            throw FileError(
                file: path, place: "metadata model", found: kind.map { OneLine.shortened($0) } ?? "nothing",
                expected: Self.kind)
        }
        let shape = try file.tensor("weight").shape
        guard shape.count == 2, shape[0] == 1, shape[1] > 0 else {
            throw FileError(file: path, place: "weight", found: "shape \(shape)", expected: "shape [1, features]")
        }
        let model = LinearRegression(featureCount: shape[1], kernels: kernels)
        var parameters = [Float](repeating: 0, count: model.layout.count)
        for tensor in model.layout.tensors {
            let values = try file.floats(tensor.name, shape: tensor.shape)
            parameters.replaceSubrange(tensor.offset..<tensor.offset + tensor.count, with: values)
        }
        self.model = model
        self.parameters = parameters
        self.targetName = file.metadata["target"] ?? "y"
        self.featureNames = try Self.featureNames(in: file.metadata["features"], count: shape[1], path)
        if let written = file.metadata["digest"], written != digest.description {
            throw FileError(
                file: path, place: "metadata digest", found: "parameters with \(digest)",
                expected: OneLine.shortened(written, limit: 80))
        }
    }

    private static func featureNames(
        in json: String?, count: Int, _ path: String
    ) throws(FileError) -> FeatureNames {
        guard let json else { return .numbered(count: count) }
        guard let names = try? JSONDecoder().decode([String].self, from: Data(json.utf8)), names.count == count else {
            throw FileError(
                file: path, place: "metadata features", found: OneLine.shortened(json),
                expected: "a JSON array of \(count) names")
        }
        return .named(names)
    }
}
