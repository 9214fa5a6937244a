import Files
import Glibc

/// A folder's files that are called by a kind and a number, such as `model-3.safetensors`.
struct NumberedFiles: Sendable {
    /// The folder's path.
    let path: String
    /// What names begin with.
    let prefixes: [String]

    private static let suffix = ".safetensors"

    /// The file of a kind and a number.
    func file(_ prefix: String, _ number: Int) -> String { "\(path)/\(prefix)\(number)\(Self.suffix)" }

    private func isFile(_ name: String) -> Bool {
        guard name.hasSuffix(Self.suffix), let prefix = prefixes.first(where: name.hasPrefix) else { return false }
        return Int(name.dropFirst(prefix.count).dropLast(Self.suffix.count)) != nil
    }

    /// Whether this is a file that a process was killed over while it wrote one of these.
    private func isLeftover(_ name: String) -> Bool {
        guard name.hasPrefix("."), let end = name.firstRange(of: Self.suffix)?.upperBound else { return false }
        let file = String(name[..<end].dropFirst())
        return isFile(file) && AtomicFile.isLeftover(name, of: file)
    }

    /// Makes the folder, where it is missing, and removes what a killed process has left.
    func makeFolder() throws(FileError) {
        if mkdir(path, 0o777) != 0, errno != EEXIST { throw FileError(file: path, "cannot create", errno: errno) }
        for name in try FolderListing.names(in: path) ?? [] where isLeftover(name) { unlink("\(path)/\(name)") }
    }

    /// Removes all these files, and the folder if it holds nothing else.
    func remove() throws(FileError) {
        guard let names = try FolderListing.names(in: path) else { return }
        for name in names where isFile(name) || isLeftover(name) { unlink("\(path)/\(name)") }
        if rmdir(path) != 0 { throw FileError(file: path, "cannot remove", errno: errno) }
    }
}
