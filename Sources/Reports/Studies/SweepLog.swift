public import Files
public import Measures
public import Studies
import Training

/// The results of a sweep's trials, one object a line, each written as soon as it is known.
public final class SweepLog {
    private let file: RecordFile
    private let keys: [String]
    private let score: Measure
    /// The results that were already there.
    public let results: [TrialResult]

    /// Starts an empty file.
    /// - Parameters:
    ///   - path: the file to make or replace.
    ///   - keys: the names of the searched keys.
    ///   - score: what the trials' scores are.
    public init(path: String, keys: [String], score: Measure) throws(FileError) {
        (self.keys, self.score, results) = (keys, score, [])
        file = try RecordFile(path: path)
    }

    /// Continues an existing file; a line that was cut off is removed.
    /// - Throws: `FileError` where a line is not the result of a trial.
    public init(goingOn path: String, keys: [String], score: Measure) throws(FileError) {
        (self.keys, self.score) = (keys, score)
        let content = try FileContent(reading: path)
        let text = content.withBytes { String(decoding: $0, as: UTF8.self) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        var results: [TrialResult] = []
        for (index, line) in lines.enumerated() {
            guard let record = JSONValue(parsing: line.utf8), let result = TrialResult(record, keys, score)
            else {
                throw FileError(
                    file: path, place: "line \(index + 1)", found: OneLine.shortened(String(line)),
                    expected: "the result of a trial")
            }
            results.append(result)
        }
        self.results = results
        try AtomicFile.write(lines.map { $0 + "\n" }.joined(), to: path)
        file = try RecordFile(path: path, goingOn: true)
    }

    /// Adds a result.
    public func write(_ result: TrialResult) throws(FileError) {
        try file.append(line: JSONValue.object(result.members(keys: keys, score: score)).compact)
    }
}

extension TrialResult {
    /// The result as the members of an object.
    func members(keys: [String], score measure: Measure) -> [(key: String, value: JSONValue)] {
        [
            ("trial", .integer(number)), ("epochs", .integer(epochCount)),
            ("values", .object(zip(keys, values).map { ($0, .string($1)) })),
            ("validation_loss", validationLoss.map { .number($0) } ?? .null),
            ("validation_\(measure)", score.map { .number($0) } ?? .null),
            ("seconds", .number(seconds)), ("digest", digest.map { .string($0) } ?? .null),
        ]
    }

    /// Reads the members of a line.
    fileprivate init?(_ record: JSONValue, _ keys: [String], _ measure: Measure) {
        guard let number = record["trial"]?.integer, let epochCount = record["epochs"]?.integer,
            let seconds = record["seconds"]?.double, number > 0, epochCount > 0,
            case let values = keys.compactMap({ record["values"]?[$0]?.string }), values.count == keys.count
        else { return nil }
        self.init(
            number: number, values: values, epochCount: epochCount, validationLoss: record["validation_loss"]?.double,
            score: record["validation_\(measure)"]?.double, seconds: seconds, digest: record["digest"]?.string)
    }
}
