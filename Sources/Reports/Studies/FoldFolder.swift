public import Files

/// The folder of what the folds of a cross-validation leave behind: of each the model, and the predictions of its rows.
public struct FoldFolder: Sendable {
    private static let (models, predictions) = ("model-", "predictions-")
    private let files: NumberedFiles

    /// The folder's path. The folder is created with its first file.
    public var path: String { files.path }

    /// The folder at a path.
    public init(path: String) { files = NumberedFiles(path: path, prefixes: [Self.models, Self.predictions]) }

    /// The model of a fold.
    public func model(ofFold number: Int) -> String { files.file(Self.models, number) }
    /// The predictions of a fold's rows.
    public func predictions(ofFold number: Int) -> String { files.file(Self.predictions, number) }

    /// Makes the folder, where it is missing, and removes what a killed process has left.
    public func make() throws(FileError) { try files.makeFolder() }

    /// Removes all files of folds, and the folder if it holds nothing else.
    public func remove() throws(FileError) { try files.remove() }
}
