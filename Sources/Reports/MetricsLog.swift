public import Files
public import Training

/// Writes `metrics.jsonl`: one object a line, each line written as soon as it is known.
public final class MetricsLog: TrainingObserver {
    private let file: LineFile

    /// Begins an empty file.
    public init(path: String) throws(FileError) {
        file = try LineFile(path: path)
    }

    /// Nothing: spans are no records.
    public func didAdvance(_ progress: TrainingProgress) {}

    /// Writes a line.
    public func didRecord(_ record: MetricsRecord) throws {
        try file.write(record.json.compact)
    }
}

extension MetricsRecord {
    /// The record as an object.
    public var json: JSONValue {
        var members: [(key: String, value: JSONValue)] = [
            ("step", .integer(step)), ("epoch", .integer(epoch)), ("rows", .integer(rowCount)),
            ("seconds", .number(seconds)), ("train_loss", .number(trainLoss)),
            ("learning_rate", .float(learningRate)), ("rows_per_second", .number(rowsPerSecond)),
        ]
        if let validation {
            members.append(("validation_loss", .number(validation.loss)))
            members += validation.members().filter { $0.key != "loss" && $0.key != "rows" }
        }
        return .object(members)
    }
}
