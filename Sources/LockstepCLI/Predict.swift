import ArgumentParser
import Datasets
import Files
import Reports
import Training

/// `lockstep predict`
struct Predict: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Predicts unseen rows.",
        discussion: "Columns are found by name; others are ignored. Without --output, CSV goes to standard output.")

    @OptionGroup var argument: ModelArgument

    @Option(help: "A CSV file with the model's features among its columns.")
    var data: String

    @Option(help: "A file that ends in .csv, .npy or .safetensors; replaced if it is there.")
    var output: String?

    func run() throws {
        let writer = try output.map { try PredictionWriter(path: $0) } ?? .standardOutput
        let model = try argument.load()
        let table = try CSVReader.read(data, columns: .features(model.featureNames.all))
        try writer.write(model.predictions(for: table.features), of: model)
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

    func write(_ predictions: [Float], of model: TrainedModel) throws {
        switch self {
        case .standardOutput:
            try Console.print(Self.csvText(predictions, model.targetName))
        case .csv(let path):
            try AtomicFile.write(Self.csvText(predictions, model.targetName) + "\n", to: path)
        case .npy(let path):
            try NPY.write(predictions, shape: [predictions.count], to: path)
        case .safetensors(let path):
            try Safetensors.write(
                [.init(name: "predictions", shape: [predictions.count], values: predictions)],
                metadata: ["model_digest": model.digest.description, "target": model.targetName], to: path)
        }
    }

    private static func csvText(_ predictions: [Float], _ target: String) -> String {
        let needsQuotes = target.contains { $0 == "," || $0 == "\"" || $0.isNewline }
        let header = needsQuotes ? "\"\(target.replacing("\"", with: "\"\""))\"" : target
        return ([header] + predictions.map { "\($0)" }).joined(separator: "\n")
    }
}
