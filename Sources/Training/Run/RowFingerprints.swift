/// What tells the rows of a training from others.
public struct RowFingerprints: Hashable, Sendable {
    /// The rows that are trained on.
    public let training: RowFingerprint
    /// Those that are validated on.
    public let validation: RowFingerprint
    /// Those that are tested on, where there are some.
    public let test: RowFingerprint?

    /// Collects the fingerprints of the parts.
    public init(training: RowFingerprint, validation: RowFingerprint, test: RowFingerprint? = nil) {
        self.training = training
        self.validation = validation
        self.test = test
    }

    private static let prefix = "rows."

    /// The fingerprints as a file's metadata have them.
    var metadata: [String: String] {
        var metadata = [Self.prefix + "training": "\(training)", Self.prefix + "validation": "\(validation)"]
        if let test { metadata[Self.prefix + "test"] = "\(test)" }
        return metadata
    }

    /// Reads `metadata`; nil where it has none.
    init?(_ metadata: [String: String]) {
        func part(_ name: String) -> RowFingerprint? { metadata[Self.prefix + name].flatMap { RowFingerprint($0) } }
        guard let training = part("training"), let validation = part("validation") else { return nil }
        self.init(training: training, validation: validation, test: part("test"))
    }

    /// How these rows differ from others, as words after "found"; nil where they do not.
    public func difference(from other: RowFingerprints) -> String? {
        if let found = training.difference(from: other.training) { return "\(found), to train on" }
        if let found = validation.difference(from: other.validation) { return "\(found), to validate on" }
        guard let test, let otherTest = other.test else { return nil }
        return test.difference(from: otherTest).map { "\($0), to test on" }
    }
}
