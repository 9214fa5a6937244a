public import Experiments
import Files

/// A cross-validation: what is trained for each fold.
public struct FoldPlan: Sendable {
    /// The configuration, which says how many folds there are.
    public let base: Configuration
    /// How many folds there are.
    public let foldCount: Int

    private let yaml: String
    private let file: String
    private let overrides: [String]

    /// Reads a configuration with folds, and checks it.
    public static func load(path: String, overrides: [String] = []) throws(ConfigurationError) -> FoldPlan {
        try FoldPlan(yaml: ConfigurationFile.text(of: path), file: path, overrides: overrides)
    }

    /// Reads a configuration from text, as if it were the text of `file`.
    public init(yaml: String, file: String, overrides: [String] = []) throws(ConfigurationError) {
        typealias Keys = Schema.Data
        (self.yaml, self.file, self.overrides) = (yaml, file, overrides)
        base = try Configuration(yaml: yaml, file: file, overrides: overrides)
        guard let count = base[Keys.folds] else {
            throw ConfigurationError(
                at: .file(file), path: Keys.folds.path, problem: "not given, expected how many (or --folds 5)")
        }
        foldCount = count
        if let fold = base[Keys.fold] {
            throw base.error(at: Keys.fold, found: "\(fold)", expected: "none, since each fold is taken in turn")
        }
        guard base[Keys.testFraction] == 0 else {
            throw base.error(
                at: Keys.testFraction, found: "\(base[Keys.testFraction])",
                expected: "0, since every row is in a fold (keep rows for a test in a file of their own)")
        }
        _ = try configuration(ofFold: 1)
    }

    /// What is trained for a fold: `lockstep train` with this gives the same bits. All choices that hang on rows, such as
    /// scales and names, are made from those that are not in the fold.
    public func configuration(ofFold number: Int) throws(ConfigurationError) -> Configuration {
        try Configuration(yaml: yaml, file: file, overrides: overrides + Self.settings(ofFold: number, of: base))
    }

    /// The settings that leave a fold to the test. Rows to validate on are held out for early stopping and for a decision
    /// threshold alone.
    static func settings(ofFold number: Int, of base: Configuration) -> [String] {
        typealias Keys = Schema.Data
        var settings = ["\(Keys.fold.path)=\(number)"]
        let usesValidationRows =
            base.has(Schema.Training.EarlyStopping.section) || base[Schema.Training.DecisionThreshold.kind] != .none
        if !usesValidationRows { settings.append("\(Keys.validationFraction.path)=0") }
        typealias File = Keys.File
        if base.has(File.section), base[File.test] != nil {
            let keys = [File.testTargets, File.testWeights, File.testTarget, File.testFeatures].map(\.path)
            settings += ([File.test.path] + keys).map { "\($0)=null" }
        }
        return settings
    }

    /// Whether the configuration names a file of test rows, which are not looked at.
    public var passesOverTestFile: Bool {
        typealias Keys = Schema.Data.File
        return base.has(Keys.section) && base[Keys.test] != nil
    }

    /// The study as text: with the same text it has the same folds, of the same bits.
    public var text: String {
        base.yaml(without: [
            Schema.Machine.section.path, Schema.Output.section.path, Schema.Sweep.section.path,
        ])
    }
}
