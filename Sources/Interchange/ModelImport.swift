import Datasets
public import Files
public import Kernels
import Models
public import Training
import Vocabulary

/// What a file of other software leaves open; nil where the file's metadata or the shapes decide.
public struct ImportOptions: Sendable {
    /// The kind of model, as in a configuration's `model.kind`.
    public var kind: String?
    /// What the hidden layers do to their sums.
    public var activation: Activation?
    /// The names of the features, in the order of the inputs.
    public var features: [String]?
    /// The names of the classes, in the order of the outputs.
    public var classes: [String]?
    /// The name of the column that is predicted.
    public var target: String?

    /// Nothing said.
    public init() {}
}

extension TrainedModel {
    /// Reads a linear model or a multilayer perceptron from a safetensors file of PyTorch's: the `state_dict()` of an
    /// `nn.Linear`, or of an `nn.Sequential` of them with one kind of activation between.
    ///
    /// One output is a regression, or a logistic regression where `kind` says so; several are the logits of classes.
    /// - Throws: `FileError` where the file is something else, or does not match the options.
    public init(importing path: String, _ options: ImportOptions, kernels: KernelTable) throws(FileError) {
        let file = try Safetensors.File(reading: path)
        let modules = try StateDictionary.modules(in: file)
        guard let first = modules.first, let last = modules.last else {
            throw FileError(file: path, found: "no tensors", expected: "the weights of at least one layer")
        }
        let architecture = try Self.architecture(of: modules, options, file)
        let classCount: Int? = architecture.regressionLoss == nil ? max(last.outputs, 2) : nil
        let classes = try Self.classes(count: classCount, architecture, options, file)
        let model = architecture.makeModel(
            featureCount: first.inputs, classCount: classCount, kernels: kernels)
        var parameters = [Float](repeating: 0, count: model.layout.count)
        for (tensor, values) in zip(model.layout.tensors, modules.flatMap { [$0.weight.values, $0.bias] }) {
            tensor.write(values, to: &parameters)
        }
        self.init(
            architecture: architecture, parameters: parameters,
            featureNames: try Self.features(count: first.inputs, options, file),
            targetName: options.target ?? file.metadata["target"] ?? "y", classes: classes, kernels: kernels)
    }

    private static func architecture(
        of modules: [StateDictionary.Module], _ options: ImportOptions, _ file: borrowing Safetensors.File
    ) throws(FileError) -> Architecture {
        let outputs = modules[modules.count - 1].outputs
        let possible: [Architecture.Kind] =
            modules.count > 1 ? [.mlp] : outputs == 1 ? [.linearRegression, .logisticRegression] : [.softmaxRegression]
        let word = options.kind ?? file.metadata["model"] ?? possible[0].rawValue
        guard let kind = possible.first(where: { $0.rawValue == word }) else {
            throw FileError(
                file: file.path, place: "kind of model", found: OneLine.shortened(word),
                expected: possible.map(\.rawValue).joined(separator: " or ")
                    + ", since layers are \(modules.count) and outputs \(outputs)")
        }
        switch kind {
        case .linearRegression: return .linearRegression(try regressionLoss(in: file))
        case .logisticRegression: return .logisticRegression
        case .softmaxRegression: return .softmaxRegression
        case .mlp:
            return .multilayerPerceptron(
                hidden: modules.dropLast().map(\.outputs), activation: try activation(options, file),
                initialization: nil, regressionLoss: outputs == 1 ? try regressionLoss(in: file) : nil)
        }
    }

    /// The loss of one output that the file names; a file of other software names none.
    private static func regressionLoss(in file: borrowing Safetensors.File) throws(FileError) -> PointLoss {
        try Architecture.loss(of: .linearRegression, in: file) ?? .squared
    }

    private static func activation(
        _ options: ImportOptions, _ file: borrowing Safetensors.File
    ) throws(FileError) -> Activation {
        if let activation = options.activation { return activation }
        let name = file.metadata["activation"]
        guard let activation = name.flatMap(Activation.init(rawValue:)) else {
            throw FileError(
                file: file.path, place: "activation", found: name.map { OneLine.shortened($0) } ?? "none",
                expected: Activation.names.joined(separator: " or ") + " (--activation)")
        }
        return activation
    }

    private static func features(
        count: Int, _ options: ImportOptions, _ file: borrowing Safetensors.File
    ) throws(FileError) -> FeatureNames {
        guard let names = options.features else { return try featureNames(in: file, count: count) }
        guard names.count == count, Set(names).count == count else {
            throw FileError(
                file: file.path, place: "--features", found: "\(names.count) names", expected: "\(count) different ones"
            )
        }
        return .named(names)
    }

    private static func classes(
        count: Int?, _ architecture: Architecture, _ options: ImportOptions, _ file: borrowing Safetensors.File
    ) throws(FileError) -> ClassLabels? {
        guard let count else {
            guard options.classes == nil else {
                throw FileError(
                    file: file.path, place: "--classes", found: "names of classes", expected: "none for a regression")
            }
            return nil
        }
        guard count <= ClassLabels.maximumCount else {
            throw FileError(
                file: file.path, place: "last layer", found: "\(count) outputs",
                expected: "at most \(ClassLabels.maximumCount) classes")
        }
        if let names = options.classes {
            guard names.count == count, let classes = ClassLabels(names: names) else {
                throw FileError(
                    file: file.path, place: "--classes", found: "\(names.count) names",
                    expected: "\(count) different ones")
            }
            return classes
        }
        guard file.metadata["classes"] != nil else { return ClassLabels(count: count) }
        guard let classes = try classes(in: file, architecture), classes.count == count else {
            throw FileError(
                file: file.path, place: "metadata classes", found: "a wrong number of names", expected: "\(count)")
        }
        return classes
    }
}
