public import Files
public import Training

/// Writes `metrics.jsonl`: one object a line, each line written as soon as it is known.
public final class MetricsLog: TrainingObserver {
    private let file: RecordFile

    /// Starts an empty file.
    public init(path: String) throws(FileError) {
        file = try RecordFile(path: path)
    }

    /// Continues the file of a run that is at a step. Lines of later steps, and one that was cut off, are removed.
    public init(path: String, from step: Int) throws(FileError) {
        let content = try FileContent(reading: path)
        let text = content.withBytes { String(decoding: $0, as: UTF8.self) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        let kept = lines.prefix { Self.step(of: $0).map { $0 <= step } ?? false }
        try AtomicFile.write(kept.map { $0 + "\n" }.joined(), to: path)
        file = try RecordFile(path: path, goingOn: true)
    }

    /// Every line starts with its step.
    private static func step(of line: Substring) -> Int? {
        let start = "{\"step\":"
        guard line.hasPrefix(start), line.hasSuffix("}") else { return nil }
        return Int(line.dropFirst(start.count).prefix { $0 != "," })
    }

    /// Does nothing: only records are written.
    public func didAdvance(_ progress: TrainingProgress) {}

    /// Writes a line.
    public func didRecord(_ record: MetricsRecord) throws {
        try file.append(line: record.json.compact)
    }
}
