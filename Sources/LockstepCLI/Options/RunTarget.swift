import Reports

/// Where a run's directory is to be: what `--output` and `--overwrite` ask for, checked before any work is done.
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

    /// The place that was asked for, or else the first free directory of a numbered name.
    func place(numbering path: String) -> RunPlace {
        output.map { .exactly($0, overwriting: overwrite) } ?? .numbered(path)
    }

    /// Makes the directory.
    func take(numbering path: String) throws -> RunDirectory { try place(numbering: path).take() }
}
