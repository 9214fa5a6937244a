public import Datasets

/// How files of rows are read that have no configuration yet.
public struct StarterReading: Sendable {
    /// The rows; their target is still to be chosen.
    public let file: RowFile
    /// Whether settings name rows to validate on.
    public let hasValidationFile: Bool

    /// The keys of which `StarterTable` makes its own settings, beside what else it decides.
    public static let decided: [String] = {
        typealias Keys = Schema.Data.File.CSV
        return [
            Keys.delimiter.path, Keys.header.path, Keys.decimal.path, Keys.missingWords.path, Keys.drop.path,
            Keys.categorical.path, Keys.hash.path,
        ]
    }()

    /// Whether a `--set` flag sets one of these keys.
    public static func decides(_ setting: String) -> Bool { decided.contains { setting.hasPrefix("\($0)=") } }

    /// - Parameters:
    ///   - files: the path of the rows, and perhaps that of their targets.
    ///   - overrides: values of `--set` flags, of which those of `data.file` count here.
    /// - Throws: `ConfigurationError` where these make no sense.
    public init(_ files: [String], overrides: [String]) throws(ConfigurationError) {
        let targets = files.count > 1 ? ", train_targets: \(Self.quoted(files[1]))" : ""
        let configuration = try Configuration(
            yaml: """
                data: {file: {train: \(Self.quoted(files[0]))\(targets)}}
                model: {kind: linear_regression}
                """, file: files[0], overrides: overrides.filter { $0.hasPrefix(Schema.Data.File.section.path) })
        // Messages name it as the user did.
        file = configuration.trainingFile.reading(files[0])
        hasValidationFile = configuration.validationFile != nil
    }

    private static func quoted(_ path: String) -> String {
        ConfigurationWriter.quotedIfNeeded(AbsolutePath.of(path, besides: nil), inList: true)
    }
}
