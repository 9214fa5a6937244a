public import Files
public import Training

/// Writes `metrics.jsonl`: one object a line, each line written as soon as it is known.
public final class MetricsLog: TrainingObserver {
    private let file: RecordFile

    /// Begins an empty file.
    public init(path: String) throws(FileError) {
        file = try RecordFile(path: path)
    }

    /// Goes on with the file of a run that stands at a step: lines of later steps, and one that was cut off, go.
    public init(path: String, from step: Int) throws(FileError) {
        let content = try FileContent(reading: path)
        let text = content.withBytes { String(decoding: $0, as: UTF8.self) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        let kept = lines.prefix { Self.step(of: $0).map { $0 <= step } ?? false }
        try AtomicFile.write(kept.map { $0 + "\n" }.joined(), to: path)
        file = try RecordFile(path: path, goingOn: true)
    }

    /// Every line begins with its step.
    private static func step(of line: Substring) -> Int? {
        let begin = "{\"step\":"
        guard line.hasPrefix(begin), line.hasSuffix("}") else { return nil }
        return Int(line.dropFirst(begin.count).prefix { $0 != "," })
    }

    /// Nothing: spans are no records.
    public func didAdvance(_ progress: TrainingProgress) {}

    /// Writes a line.
    public func didRecord(_ record: MetricsRecord) throws {
        try file.append(line: record.json.compact)
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
