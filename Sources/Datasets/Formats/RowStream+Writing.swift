import Files
public import Kernels

extension RowStream {
    /// Writes a safetensors file, atomically, with little of it in memory but the targets: the tensor `features`,
    /// [rows, features]; where there are targets, a float32 tensor of their name, [rows], in which classes count from 0; likewise
    /// the weights; and as metadata `target`, `features` and `classes` (JSON arrays, where there are names).
    /// - Parameters:
    ///   - path: the file to make or replace.
    ///   - storage: how features are kept; bfloat16 are rounded to the nearest, in a tie to the even.
    ///   - kernels: the arithmetic of an instruction set; the same bits whichever.
    /// - Throws: `FileError`, or what reading the rows throws.
    public func writeSafetensors(to path: String, storage: FeatureStorage, kernels: KernelTable) throws {
        var metadata: [String: String] = [:]
        if let targetName {
            guard targetName != Self.featuresName else {
                throw FileError(file: path, found: "a target named features", expected: "another name")
            }
            metadata["target"] = targetName
        }
        if case .named(let names) = featureNames { metadata["features"] = JSONNames.text(names) }
        if let classes { metadata["classes"] = JSONNames.text(classes.names) }
        if let weightName, weightName == Self.featuresName || weightName == targetName {
            throw FileError(file: path, found: "weights named \(weightName)", expected: "another name")
        }
        let (targets, weights) = (Collected(), Collected())
        var failure: (any Error)?
        let features = Safetensors.Source(
            name: Self.featuresName, shape: [rowCount, featureNames.count],
            elementType: storage == .bfloat16 ? .bfloat16 : .float32
        ) { (sink) throws(FileError) in
            do {
                try forEachPiece { piece in
                    targets.values += piece.targets
                    weights.values += piece.weights ?? []
                    try Self.write(piece.features, storage, kernels, sink)
                }
            } catch let error as FileError {
                throw error
            } catch {
                failure = error
                throw FileError(file: path, problem: "\(error)")
            }
        }
        let labels = [(targetName, targets), (weightName, weights)].compactMap { name, collected in
            name.map { name in
                Safetensors.Source(name: name, shape: [rowCount]) { (sink) throws(FileError) in
                    let values = collected.values
                    try values.span.bytes.withUnsafeBytes(sink)
                }
            }
        }
        do {
            try Safetensors.write([features] + labels, metadata: metadata, to: path)
        } catch {
            throw failure ?? error
        }
    }

    private static let featuresName = "features"

    private final class Collected {
        var values: [Float] = []
    }

    private static func write(
        _ features: [Float], _ storage: FeatureStorage, _ kernels: KernelTable, _ sink: Safetensors.Source.Sink
    ) throws(FileError) {
        guard storage == .bfloat16 else { return try features.span.bytes.withUnsafeBytes(sink) }
        let rounded = [UInt16](unsafeUninitializedCapacity: features.count) { buffer, count in
            if let base = buffer.baseAddress { kernels.roundToBFloat16(features, features.count, base) }
            count = features.count
        }
        try rounded.span.bytes.withUnsafeBytes(sink)
    }

    /// Writes a CSV file, atomically: a header, and a line for each row, its weight, if it has one, and the target last.
    /// - Throws: `FileError`, or what reading the rows throws.
    public func writeCSV(to path: String) throws {
        var file = try AtomicFile(replacing: path)
        try file.append(
            CSVText.line((featureNames.all + [weightName, targetName].compactMap(\.self)).map(CSVText.field)))
        let classes = classes?.names.map(CSVText.field)
        let width = featureNames.count
        try forEachPiece { piece in
            for row in 0..<piece.features.count / width {
                var fields = piece.features[row * width..<(row + 1) * width].map { "\($0)" }
                if let weights = piece.weights { fields.append("\(weights[row])") }
                if !piece.targets.isEmpty {
                    fields.append(classes?[Int(piece.targets[row])] ?? "\(piece.targets[row])")
                }
                try file.append(CSVText.line(fields))
            }
        }
        try file.commit()
    }

    /// Writes NPY files, atomically: float32 features, [rows, features], and targets, [rows], in which classes count
    /// from 0.
    /// - Parameters:
    ///   - path: the file of features to make or replace.
    ///   - targetsPath: the file of targets, likewise; nil for none.
    /// - Throws: `FileError`, or what reading the rows throws.
    public func writeNPY(to path: String, targets targetsPath: String?) throws {
        var targets: [Float] = []
        var file = try NPY.Stream(shape: [rowCount, featureNames.count], path: path)
        try forEachPiece { piece in
            targets += piece.targets
            try file.append(piece.features)
        }
        try file.commit()
        if let targetsPath { try NPY.write(targets, shape: [rowCount], to: targetsPath) }
    }
}
