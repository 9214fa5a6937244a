public import Files
import Glibc

/// The folder of the models of a sweep's trials.
public struct TrialFolder: Sendable {
    /// The folder's path. The folder is created with its first file.
    public let path: String

    /// The folder at a path.
    public init(path: String) { self.path = path }

    private static let (prefix, suffix) = ("trial-", ".safetensors")

    /// The model of a trial.
    public func model(ofTrial number: Int) -> String { "\(path)/\(Self.prefix)\(number)\(Self.suffix)" }

    private static func isFile(_ name: String) -> Bool {
        name.hasPrefix(prefix) && name.hasSuffix(suffix)
            && Int(name.dropFirst(prefix.count).dropLast(suffix.count)) != nil
    }

    /// Whether this is a file that a process was killed over while it wrote one of these.
    private static func isLeftover(_ name: String) -> Bool {
        guard name.hasPrefix("."), let end = name.firstRange(of: suffix)?.upperBound else { return false }
        let file = String(name[..<end].dropFirst())
        return isFile(file) && AtomicFile.isLeftover(name, of: file)
    }

    /// Makes the folder, where it is missing, and removes what a killed process has left.
    public func make() throws(FileError) {
        if mkdir(path, 0o777) != 0, errno != EEXIST { throw FileError(file: path, "cannot create", errno: errno) }
        for name in try FolderListing.names(in: path) ?? [] where Self.isLeftover(name) { unlink("\(path)/\(name)") }
    }

    /// Removes all models, and the folder if it holds nothing else.
    public func remove() throws(FileError) {
        guard let names = try FolderListing.names(in: path) else { return }
        for name in names where Self.isFile(name) || Self.isLeftover(name) { unlink("\(path)/\(name)") }
        if rmdir(path) != 0 { throw FileError(file: path, "cannot remove", errno: errno) }
    }
}
