import Experiments
import Testing

/// The smallest configuration: everything else has a default.
let smallest = "data: {synthetic: }\nmodel: {kind: linear_regression}\n"

/// The same with rows from a file.
let smallestFile = "data: {file: {train: train.csv, target: price}}\nmodel: {kind: linear_regression}\n"

/// The configuration of a text that must be accepted.
func configuration(_ yaml: String, _ overrides: [String] = []) throws -> Configuration {
    try Configuration(yaml: yaml, file: "a.yaml", overrides: overrides)
}

/// The message of a configuration that must be refused.
func message(
    _ yaml: String, _ overrides: [String] = [], location: SourceLocation = #_sourceLocation
) -> String {
    do {
        _ = try Configuration(yaml: yaml, file: "a.yaml", overrides: overrides)
        Issue.record("accepted: \(yaml.prefix(200)) \(overrides)", sourceLocation: location)
        return ""
    } catch {
        return error.description
    }
}

/// A mistake and what is said of it.
struct Mistake: CustomTestStringConvertible, Sendable {
    let yaml: String
    let overrides: [String]
    let message: String

    init(_ yaml: String, _ message: String) {
        (self.yaml, self.overrides, self.message) = (yaml, [], message)
    }

    /// A mistake in a flag beside a file that is right.
    init(set override: String, _ message: String, in yaml: String = smallest) {
        (self.yaml, self.overrides, self.message) = (yaml, [override], message)
    }

    /// A mistake in the third line, behind a configuration that is right so far.
    init(line: String, _ message: String) {
        self.init(smallest + line, message)
    }

    /// A mistake in the only line of `data.synthetic`, which is the third.
    init(synthetic line: String, _ message: String) {
        self.init("data:\n  synthetic:\n    \(line)\nmodel: {kind: linear_regression}\n", message)
    }

    var testDescription: String { "\(overrides.first ?? "") \(message)" }

    /// Values of a key at its bounds, which are right and have no message, and beyond them, with what is expected
    /// instead.
    static func ranges(
        _ path: String, in yaml: String, inside: [String], outside: KeyValuePairs<String, String>
    ) -> [Mistake] {
        inside.map { Mistake(set: "\(path)=\($0)", "", in: yaml) }
            + outside.map { value, expected in
                let found = ["[]": "an empty list", "{}": "an empty section"][value] ?? value
                return Mistake(
                    set: "\(path)=\(value)", "--set \(path)=\(value): \(path): found \(found), expected \(expected)",
                    in: yaml)
            }
    }

    /// Expects exactly the message, or none where it is empty.
    func check(location: SourceLocation = #_sourceLocation) {
        if message.isEmpty {
            #expect(throws: Never.self, sourceLocation: location) { try configuration(yaml, overrides) }
        } else {
            #expect(
                ExperimentsTests.message(yaml, overrides, location: location) == message, sourceLocation: location)
        }
    }
}
