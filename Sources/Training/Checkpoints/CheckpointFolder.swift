public import Files
import Glibc
public import Models

/// The checkpoints of a run, files named `step-N.safetensors`. The oldest are removed first.
public struct CheckpointFolder: Sendable {
    /// The folder's path. The folder is created with its first checkpoint.
    public let path: String
    /// How many checkpoints are kept, at least 1.
    public let keptCount: Int

    /// The folder at a path.
    public init(path: String, keptCount: Int = 1) {
        self.path = path
        self.keptCount = keptCount
    }

    private static let prefix = "step-", suffix = ".safetensors"

    func file(ofStep step: Int) -> String { "\(path)/\(Self.prefix)\(step)\(Self.suffix)" }

    private static func step(_ name: String) -> Int? {
        guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
        return Int(name.dropFirst(prefix.count).dropLast(suffix.count))
    }

    /// Whether this is a file that a process was killed over while it wrote a checkpoint.
    private static func isLeftover(_ name: String) -> Bool {
        guard name.hasPrefix("."), let end = name.firstRange(of: suffix)?.upperBound else { return false }
        let file = String(name[..<end].dropFirst())
        return step(file) != nil && AtomicFile.isLeftover(name, of: file)
    }

    /// Removes all checkpoints, and the folder if it holds nothing else.
    public func remove() throws(FileError) {
        guard let names = try FolderListing.names(in: path) else { return }
        for name in names where Self.step(name) != nil || Self.isLeftover(name) { unlink("\(path)/\(name)") }
        if rmdir(path) != 0 { throw FileError(file: path, "cannot remove", errno: errno) }
    }

    /// The steps of which there are checkpoints, newest first.
    public func steps() throws(FileError) -> [Int] { Self.steps(among: try FolderListing.names(in: path) ?? []) }

    private static func steps(among names: [String]) -> [Int] { names.compactMap(step).sorted(by: >) }

    /// Writes a checkpoint, and removes the oldest ones beyond `keptCount`.
    public func write(_ checkpoint: Checkpoint, _ layout: ParameterLayout) throws(FileError) {
        if mkdir(path, 0o777) != 0, errno != EEXIST { throw FileError(file: path, "cannot create", errno: errno) }
        try checkpoint.save(to: file(ofStep: checkpoint.state.completedSteps), layout)
        let names = try FolderListing.names(in: path) ?? []
        for step in Self.steps(among: names).dropFirst(keptCount) { unlink(file(ofStep: step)) }
        for name in names where Self.isLeftover(name) { unlink("\(path)/\(name)") }
    }

    /// The newest checkpoint that can be read; nil if there is none at all.
    /// - Parameters:
    ///   - identity: what checkpoints must belong to.
    ///   - trainer: a trainer of that.
    ///   - skipping: called for each newer one that cannot be read.
    /// - Throws: the error of the newest one if there are some and none can be read.
    public func newest(
        of identity: TrainingIdentity, for trainer: any TrainingMethod, skipping: (FileError) -> Void
    ) throws(FileError) -> Checkpoint? {
        var errors: [FileError] = []
        for step in try steps() {
            do throws(FileError) {
                let checkpoint = try Checkpoint(reading: file(ofStep: step), of: identity, for: trainer)
                errors.forEach(skipping)
                return checkpoint
            } catch {
                errors.append(error)
            }
        }
        if let first = errors.first { throw first }
        return nil
    }
}
