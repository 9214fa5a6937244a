import ArgumentParser
import Datasets
import Files
import Reports
import Training

/// `lockstep predict`
struct Predict: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Predicts unseen rows.",
        discussion: """
            Columns of a CSV file are found by name, and others are ignored; a model that was trained without names takes all columns \
            in their order. For classes there are the likeliest one and, but for .npy, the probability of each. \
            Without --output, CSV goes to standard output.
            """)

    @OptionGroup var argument: ModelArgument

    @Option(help: "A file with the model's features: CSV, NPY, IDX, safetensors or LIBSVM.")
    var data: String

    @OptionGroup var options: RowOptions

    @Option(help: "A file that ends in .csv, .npy or .safetensors; replaced if it is there.")
    var output: String?

    @Flag(help: "For classes: only the probability of each, in .npy as a matrix of a row for each row.")
    var probabilities = false

    func run() throws {
        let writer = try output.map { try PredictionWriter(path: $0) } ?? .standardOutput
        let model = try argument.load()
        guard model.classes != nil || !probabilities else {
            throw Failure.usage("--probabilities: found a model of a number, expected one of classes")
        }
        let rows = try options.file(data, for: model).read(targets: nil, features: model.featureNames)
        let predictions = model.predictions(for: rows.features())
        if let classes = model.classes, probabilities {
            try writer.write(probabilities: predictions.probabilities, of: classes, model)
        } else {
            try writer.write(predictions, of: model)
        }
    }
}

/// Where predictions go, and in what form.
private enum PredictionWriter {
    case standardOutput
    case csv(String)
    case npy(String)
    case safetensors(String)

    init(path: String) throws {
        if path.hasSuffix(".csv") {
            self = .csv(path)
        } else if path.hasSuffix(".npy") {
            self = .npy(path)
        } else if path.hasSuffix(".safetensors") {
            self = .safetensors(path)
        } else {
            throw Failure.usage("--output: found \(path), expected a name that ends in .csv, .npy or .safetensors")
        }
    }

    func write(_ predictions: Predictions, of model: TrainedModel) throws {
        switch self {
        case .standardOutput:
            try Console.print(Self.csvText(predictions, model))
        case .csv(let path):
            try AtomicFile.write(Self.csvText(predictions, model) + "\n", to: path)
        case .npy(let path):
            try NPY.write(Self.numbers(predictions, model), shape: [predictions.values.count], to: path)
        case .safetensors(let path):
            let values = Self.numbers(predictions, model)
            var tensors = [Safetensors.Source(name: "predictions", shape: [values.count], values: values)]
            if let classes = model.classes {
                tensors.append(
                    .init(
                        name: "probabilities", shape: [values.count, classes.count],
                        values: predictions.probabilities))
            }
            try Safetensors.write(
                tensors, metadata: Self.metadata(model), to: path)
        }
    }

    func write(probabilities: [Float], of classes: ClassLabels, _ model: TrainedModel) throws {
        let shape = [probabilities.count / classes.count, classes.count]
        switch self {
        case .standardOutput:
            try Console.print(Self.csvText(probabilities, classes))
        case .csv(let path):
            try AtomicFile.write(Self.csvText(probabilities, classes) + "\n", to: path)
        case .npy(let path):
            try NPY.write(probabilities, shape: shape, to: path)
        case .safetensors(let path):
            try Safetensors.write(
                [.init(name: "probabilities", shape: shape, values: probabilities)], metadata: Self.metadata(model),
                to: path)
        }
    }

    private static func metadata(_ model: TrainedModel) -> [String: String] {
        ["model_digest": model.digest.description, "target": model.targetName]
    }

    /// A column for each class, under a header.
    private static func csvText(_ probabilities: [Float], _ classes: ClassLabels) -> String {
        let header = classes.names.map { quotedIfNeeded("probability_\($0)") }.joined(separator: ",")
        let rows = stride(from: 0, to: probabilities.count, by: classes.count).map { start in
            probabilities[start..<start + classes.count].map { "\($0)" }.joined(separator: ",")
        }
        return ([header] + rows).joined(separator: "\n")
    }

    /// The predictions as files of numbers have them: values, or the classes' own numbers where all are numbers, or
    /// else their indices.
    private static func numbers(_ predictions: Predictions, _ model: TrainedModel) -> [Float] {
        guard let classes = model.classes else { return predictions.values }
        let numbers = classes.names.compactMap { Int($0).map { Float($0) } }
        return numbers.count == classes.count ? predictions.values.map { numbers[Int($0)] } : predictions.values
    }

    /// A header and a line for each row; for classes the likeliest one, then the probability of each.
    private static func csvText(_ predictions: Predictions, _ model: TrainedModel) -> String {
        guard let classes = model.classes else {
            return ([quotedIfNeeded(model.targetName)] + predictions.values.map { "\($0)" }).joined(separator: "\n")
        }
        let header = [model.targetName] + classes.names.map { "probability_\($0)" }
        let rows = predictions.values.enumerated().map { row, value in
            let start = row * classes.count
            let probabilities = predictions.probabilities[start..<start + classes.count].map { "\($0)" }
            return ([quotedIfNeeded(classes[Int(value)])] + probabilities).joined(separator: ",")
        }
        return ([header.map(quotedIfNeeded).joined(separator: ",")] + rows).joined(separator: "\n")
    }

    private static func quotedIfNeeded(_ field: String) -> String {
        let needsQuotes = field.contains { $0 == "," || $0 == "\"" || $0.isNewline }
        return needsQuotes ? "\"\(field.replacing("\"", with: "\"\""))\"" : field
    }
}
