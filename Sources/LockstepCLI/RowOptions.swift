import ArgumentParser
import Datasets
import Experiments

/// How a file of rows is read beyond its path.
struct RowOptions: ParsableArguments {
    @Option(help: "auto (as the file's name ends), csv, npy, idx, safetensors or libsvm.", transform: Self.format)
    var format = Schema.Format.auto

    @Option(help: "The tensor of features in a safetensors file, where there are several.")
    var features: String?

    @Option(help: "The index of the first feature in a LIBSVM file, 0 or 1.")
    var firstIndex = 1

    private static func format(_ word: String) throws -> Schema.Format {
        guard let format = Schema.Format(rawValue: word) else {
            let words = Schema.Format.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure.usage("--format: found \(word), expected one of \(words)")
        }
        return format
    }

    func validate() throws {
        guard (0...1).contains(firstIndex) else {
            throw Failure.usage("--first-index: found \(firstIndex), expected 0 or 1")
        }
    }

    /// The file at a path.
    func file(_ path: String, targetsPath: String? = nil, target: String) -> RowFile {
        RowFile(
            path: path, format: format.named, targetsPath: targetsPath, target: target, features: features,
            firstIndex: firstIndex)
    }
}
