import Files
import NUMA

/// An NPZ file, in which arrays are features and targets: NPY files in a ZIP archive, compressed or not.
struct ArchiveFile {
    private let file: DataFile
    private let entries: [ZIPArchive.Entry]

    init(_ file: DataFile) throws(DataError) {
        self.file = file
        let all: [ZIPArchive.Entry]
        do {
            all = try file.withBytes { (bytes) throws(FileError) in try ZIPArchive(bytes, file: file.path).entries }
        } catch {
            throw DataError(error)
        }
        entries = all.filter { $0.name.hasSuffix(Self.ending) }
        if entries.isEmpty, let format = ForeignFormat(namesInArchive: all.map(\.name)) {
            throw DataError(file: file.path, found: format.noun, expected: format.advice)
        }
    }

    /// The names of its arrays.
    var names: [String] { entries.map { String($0.name.dropLast(Self.ending.count)) } }

    /// Whether there is an array of this name.
    func has(_ name: String) -> Bool { entries.contains { $0.name == name + Self.ending } }

    /// The array of this name, or the only one other than `others`.
    func array(_ name: String?, otherThan others: [String], for use: String) throws(DataError) -> NPYPlace {
        let arrays = entries.map { (name: String($0.name.dropLast(Self.ending.count)), entry: $0) }
        let candidates = arrays.filter { name == nil ? !others.contains($0.name) : $0.name == name }
        guard candidates.count == 1, let (name, entry) = candidates.first else {
            let names = arrays.prefix(8).map { OneLine.quoted($0.name) }.joined(separator: ", ")
            let found = arrays.isEmpty ? "no arrays" : arrays.count > 8 ? "\(names), …" : names
            let expected = name.map { "an array \(OneLine.quoted($0))" } ?? "the name of the array of \(use)"
            throw DataError(file: file.path, found: found, expected: expected)
        }
        let inflated: FileContent?
        do {
            inflated = try file.withBytes { (bytes) throws(FileError) in
                try entry.check(bytes, file: file.path, limit: AvailableMemory.bytes() ?? .max)
            }
        } catch {
            throw DataError(error)
        }
        guard let inflated else { return NPYPlace(file: file, range: entry.range, part: name) }
        return NPYPlace(file: DataFile(path: file.path, inflated), part: name)
    }

    private static let ending = ".npy"
}
