public import Files

/// The folder of the models of a sweep's trials.
public struct TrialFolder: Sendable {
    private static let models = "trial-"
    private let files: NumberedFiles

    /// The folder's path. The folder is created with its first file.
    public var path: String { files.path }

    /// The folder at a path.
    public init(path: String) { files = NumberedFiles(path: path, prefixes: [Self.models]) }

    /// The model of a trial.
    public func model(ofTrial number: Int) -> String { files.file(Self.models, number) }

    /// Makes the folder, where it is missing, and removes what a killed process has left.
    public func make() throws(FileError) { try files.makeFolder() }

    /// Removes all models, and the folder if it holds nothing else.
    public func remove() throws(FileError) { try files.remove() }
}
