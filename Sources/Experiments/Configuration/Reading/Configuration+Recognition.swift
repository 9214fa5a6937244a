import Glibc

extension Configuration {
    private static let endings = [".yaml", ".yml"]

    /// Whether a path ends as those of configurations do.
    public static func endsLikeOne(_ path: String) -> Bool { endings.contains(where: path.lowercased().hasSuffix) }

    /// Whether the file at a path is a configuration rather than rows: by its ending, or where that does not say, by keys
    /// that every configuration has. What cannot be looked at twice, a pipe, is a configuration.
    public static func isConfiguration(_ path: String) -> Bool {
        if endsLikeOne(path) { return true }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return true }
        guard let text = try? ConfigurationFile.text(of: path),
            let root = try? YAMLReader.read(text, from: .file(path)),
            case .mapping(let pairs, _) = root
        else { return false }
        return pairs.contains { $0.key == "data" || $0.key == "model" }
    }
}
