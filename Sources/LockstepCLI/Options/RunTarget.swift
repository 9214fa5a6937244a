import Files
import Reports

/// Where a run's directory shall be: what `--output` and `--overwrite` ask for, checked before any work is done.
struct RunTarget {
    private let output: String?
    private let overwrite: Bool

    init(output: String?, overwrite: Bool) throws {
        self.output = output
        self.overwrite = overwrite
        guard let output else {
            guard !overwrite else { throw Failure.usage("--overwrite: found no --output, expected one to replace") }
            return
        }
        guard !output.isEmpty else { throw Failure.usage("--output: found an empty path, expected a directory") }
        try RunDirectory.check(output, overwriting: overwrite)
    }

    /// Makes the directory that was asked for, or the first free one of a numbered name.
    func take(numbering path: String) throws -> RunDirectory {
        if let output {
            // Nobody's run is replaced under his hands.
            let lock = overwrite && RunDirectory(path: output).isRun ? try FolderLock(output) : nil
            let directory = try RunDirectory.take(output, overwriting: overwrite)
            _ = consume lock
            return directory
        }
        return try RunDirectory.make(numbering: path)
    }
}
