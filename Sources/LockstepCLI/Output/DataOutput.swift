import ArgumentParser
import Datasets
import Experiments
import Kernels
import Reports

/// Where rows are written, and how.
struct DataOutput: ParsableArguments {
    @Option(help: "A file that ends in .safetensors, .csv or .npy; replaced if it is there.")
    var output: String

    @Option(help: "A file that ends in .npy, for the targets beside features in .npy.")
    var outputTargets: String?

    @Option(help: "How features are kept in .safetensors: float32 or bfloat16.")
    var storage: String?

    /// A form, and the paths of its files.
    enum Form {
        case safetensors(String)
        case csv(String)
        case npy(String, targets: String?)

        func write(_ stream: RowStream, storage: FeatureStorage, kernels: KernelTable) throws {
            switch self {
            case .safetensors(let path): try stream.writeSafetensors(to: path, storage: storage, kernels: kernels)
            case .csv(let path): try stream.writeCSV(to: path)
            case .npy(let path, let targets):
                if stream.targetName != nil, targets == nil {
                    throw Failure.usage("--output-targets: not given, expected a file for the targets beside \(path)")
                }
                try stream.writeNPY(to: path, targets: stream.targetName == nil ? nil : targets)
            }
        }

        func report(_ stream: RowStream) throws {
            let path =
                switch self {
                case .safetensors(let path), .csv(let path), .npy(let path, _): path
                }
            let classes = stream.classes.map { ", \(Format.grouped($0.count)) classes" }
            try Console.print(
                "\(path): \(Format.count(stream.rowCount, "row")) x "
                    + "\(Format.count(stream.featureNames.count, "feature"))\(classes ?? "")")
        }
    }

    func form() throws -> Form {
        if output.hasSuffix(".npy") {
            if let outputTargets, !outputTargets.hasSuffix(".npy") {
                throw Failure.usage("--output-targets: found \(outputTargets), expected a name that ends in .npy")
            }
            return .npy(output, targets: outputTargets)
        }
        if outputTargets != nil { throw Failure.usage("--output-targets: found one, expected it beside .npy alone") }
        if output.hasSuffix(".safetensors") { return .safetensors(output) }
        guard output.hasSuffix(".csv") else {
            throw Failure.usage("--output: found \(output), expected a name that ends in .safetensors, .csv or .npy")
        }
        return .csv(output)
    }

    func storage(default storage: Schema.Storage) throws -> FeatureStorage {
        guard let word = self.storage else { return storage == .bfloat16 ? .bfloat16 : .float32 }
        guard let asked = Schema.Storage(rawValue: word), [.float32, .bfloat16].contains(asked) else {
            throw Failure.usage("--storage: found \(word), expected float32 or bfloat16")
        }
        guard output.hasSuffix(".safetensors") || asked == .float32 else {
            throw Failure.usage("--storage: found \(word), expected float32, since \(output) holds no other numbers")
        }
        return asked == .bfloat16 ? .bfloat16 : .float32
    }
}
