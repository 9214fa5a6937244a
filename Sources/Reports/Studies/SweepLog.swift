public import Files
import FoundationEssentials
public import Studies
import Training

/// The results of a sweep's trials, one object a line, each written as soon as it is known.
public final class SweepLog {
    private let file: RecordFile
    private let keys: [String]
    private let scoreName: String
    /// The results that were already there.
    public let results: [TrialResult]

    /// Starts an empty file.
    /// - Parameters:
    ///   - path: the file to make or replace.
    ///   - keys: the names of the searched keys.
    ///   - scoreName: what the trials' scores are.
    public init(path: String, keys: [String], scoreName: String) throws(FileError) {
        (self.keys, self.scoreName, results) = (keys, scoreName, [])
        file = try RecordFile(path: path)
    }

    /// Continues an existing file; a line that was cut off is removed.
    /// - Throws: `FileError` where a line is not the result of a trial.
    public init(goingOn path: String, keys: [String], scoreName: String) throws(FileError) {
        (self.keys, self.scoreName) = (keys, scoreName)
        let content = try FileContent(reading: path)
        let text = content.withBytes { String(decoding: $0, as: UTF8.self) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        var results: [TrialResult] = []
        for (index, line) in lines.enumerated() {
            guard let record = try? JSONDecoder().decode(Record.self, from: Data(line.utf8)),
                let result = record.result(keys)
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
        try file.append(line: JSONValue.object(result.members(keys: keys, scoreName: scoreName)).compact)
    }

    /// A line of the file, whatever the score is called.
    private struct Record: Decodable {
        let trial: Int
        let epochs: Int
        let validation_loss: Double?
        let validation_accuracy: Double?
        let validation_r2: Double?
        let seconds: Double
        let digest: String?
        let values: [String: String]

        func result(_ keys: [String]) -> TrialResult? {
            let values = keys.compactMap { self.values[$0] }
            guard trial > 0, epochs > 0, values.count == keys.count else { return nil }
            return TrialResult(
                number: trial, values: values, epochCount: epochs, validationLoss: validation_loss,
                score: validation_accuracy ?? validation_r2, seconds: seconds, digest: digest)
        }
    }
}

extension TrialResult {
    /// The result as the members of an object.
    func members(keys: [String], scoreName: String) -> [(key: String, value: JSONValue)] {
        [
            ("trial", .integer(number)), ("epochs", .integer(epochCount)),
            ("values", .object(zip(keys, values).map { ($0, .string($1)) })),
            ("validation_loss", validationLoss.map { .number($0) } ?? .null),
            ("validation_\(scoreName)", score.map { .number($0) } ?? .null),
            ("seconds", .number(seconds)), ("digest", digest.map { .string($0) } ?? .null),
        ]
    }
}
