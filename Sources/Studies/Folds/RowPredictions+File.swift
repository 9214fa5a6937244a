import Datasets
public import Files
import Models
public import Training

extension RowPredictions {
    /// Writes them as a safetensors file.
    /// - Parameters:
    ///   - path: the file to make or replace.
    ///   - model: the model that has predicted.
    public func save(to path: String, by model: TrainedModel) throws(FileError) {
        let count = rows.count
        var tensors: [Safetensors.Source] = [
            .init(name: "rows", shape: [count], doubles: rows.map { Double($0) }),
            .init(name: "targets", shape: [count], doubles: targets),
            .init(name: "losses", shape: [count], doubles: losses),
            .init(name: "predictions", shape: [count], doubles: predictions.values),
        ]
        if let weights { tensors.append(.init(name: "weights", shape: [count], values: weights)) }
        if case .classification(let classCount) = predictions.task {
            tensors.append(
                .init(name: "probabilities", shape: [count, classCount], values: predictions.probabilities))
        }
        try Safetensors.write(
            tensors,
            metadata: [
                "model_digest": model.digest.description, "target": model.targetName,
                "source_rows": "\(sourceRowCount)",
            ], to: path)
    }

    /// Reads what `save` has written.
    /// - Throws: `FileError` where the file holds something else.
    public init(reading path: String) throws(FileError) {
        let file = try Safetensors.File(reading: path)
        guard let sourceRowCount = file.metadata["source_rows"].flatMap({ Int($0) }) else {
            throw FileError(file: path, place: "metadata", found: "no source_rows", expected: "their number")
        }
        let numbers = try file.doubles("rows")
        let count = numbers.count
        let rows = numbers.compactMap { Int(exactly: $0) }.filter { (0..<sourceRowCount).contains($0) }
        guard rows.count == count else {
            throw FileError(file: path, place: "tensor \"rows\"", found: "a number that is no row", expected: "rows")
        }
        var task = LearningTask.regression
        var probabilities: [Float] = []
        if file.contains("probabilities") {
            probabilities = try file.floats("probabilities")
            let classCount = probabilities.count / max(count, 1)
            guard classCount >= 2, classCount * count == probabilities.count else {
                throw FileError(
                    file: path, place: "tensor \"probabilities\"", found: "\(probabilities.count) numbers",
                    expected: "as many for each of \(count) rows")
            }
            task = .classification(classCount: classCount)
        }
        self.init(
            rows: rows, sourceRowCount: sourceRowCount, targets: try file.doubles("targets", shape: [count]),
            weights: file.contains("weights") ? try file.floats("weights", shape: [count]) : nil,
            losses: try file.doubles("losses", shape: [count]),
            predictions: Predictions(
                task: task, values: try file.doubles("predictions", shape: [count]), probabilities: probabilities))
    }
}
