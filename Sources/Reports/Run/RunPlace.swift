public import Files

/// Where a run's directory is to be.
public enum RunPlace: Sendable {
    /// The first of `path`, `path-2`, `path-3` … that does not exist.
    case numbered(String)
    /// Exactly this path: a new or an empty directory, or one whose run may be overwritten.
    case exactly(String, overwriting: Bool)
    /// The directory of a run to continue.
    case resumed(RunDirectory)
    /// The directory of a run that has ended, to be continued with more epochs.
    case extended(RunDirectory)

    /// Creates the directory, or empties it, or returns that of the run to continue.
    /// - Throws: `FileError` where that cannot be, or where another process works on the run to overwrite.
    public func take() throws(FileError) -> RunDirectory {
        switch self {
        case .numbered(let path): return try .make(numbering: path)
        case .resumed(let directory), .extended(let directory): return directory
        case .exactly(let path, let overwriting):
            let lock = overwriting && RunDirectory(path: path).isRun ? try FolderLock(path) : nil
            let directory = try RunDirectory.take(path, overwriting: overwriting)
            _ = consume lock
            return directory
        }
    }
}
