public import Files
import FoundationEssentials
import Measures
public import Studies

/// The results of the folds of a cross-validation, one object a line, each written as soon as it is known.
public final class FoldLog {
    private let file: RecordFile
    /// The results that were already there.
    public let results: [FoldResult]

    /// Starts an empty file.
    /// - Parameter path: the file to make or replace.
    public init(path: String) throws(FileError) {
        results = []
        file = try RecordFile(path: path)
    }

    /// Continues an existing file; a line that was cut off is removed.
    /// - Parameter path: the file.
    /// - Throws: `FileError` where a line is not the result of a fold.
    public init(goingOn path: String) throws(FileError) {
        let content = try FileContent(reading: path)
        let text = content.withBytes { String(decoding: $0, as: UTF8.self) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        var results: [FoldResult] = []
        for (index, line) in lines.enumerated() {
            guard let result = JSONValue(parsing: line.utf8).flatMap(FoldResult.init) else {
                throw FileError(
                    file: path, place: "line \(index + 1)", found: OneLine.shortened(String(line)),
                    expected: "the result of a fold")
            }
            results.append(result)
        }
        self.results = results
        try AtomicFile.write(lines.map { $0 + "\n" }.joined(), to: path)
        file = try RecordFile(path: path, goingOn: true)
    }

    /// Adds a result.
    public func write(_ result: FoldResult) throws(FileError) { try file.append(line: result.json.compact) }
}

extension FoldResult {
    /// The result as an object. A measure that is not defined is null, and `undefined` says why.
    var json: JSONValue {
        var members: [(key: String, value: JSONValue)] = [
            ("fold", .integer(number)), ("training_rows", .integer(trainingRowCount)), ("rows", .integer(rowCount)),
            ("seconds", .number(seconds)), ("digest", digest.map { .string($0) } ?? .null),
        ]
        guard let measures else { return .object(members) }
        members.append(
            (
                "measures",
                .object(measures.entries.map { ($0.rawValue, $1.number.map { .number($0) } ?? .null) })
            ))
        let reasons = measures.entries.compactMap { measure, value in
            value.reason.map { (key: measure.rawValue, value: JSONValue.string($0)) }
        }
        if !reasons.isEmpty { members.append(("undefined", .object(reasons))) }
        return .object(members)
    }

    /// Reads such an object; nil where it is something else.
    init?(_ json: JSONValue) {
        guard let number = json["fold"]?.integer, let trainingRowCount = json["training_rows"]?.integer,
            let rowCount = json["rows"]?.integer, let seconds = json["seconds"]?.double, number > 0
        else { return nil }
        var values: MeasuredValues?
        if let measures = json["measures"]?.members {
            values = MeasuredValues()
            for (name, value) in measures {
                guard let measure = Measure(rawValue: name) else { return nil }
                values?[measure] =
                    value.double.map { .number($0) }
                    ?? .undefined(json["undefined"]?[name]?.string ?? "not finite")
            }
        }
        let digest = json["digest"]?.string
        guard (digest == nil) == (values == nil) else { return nil }
        self.init(
            number: number, trainingRowCount: trainingRowCount, rowCount: rowCount, measures: values,
            seconds: seconds, digest: digest)
    }
}
