import Glibc

/// Paths in which `*`, `?` and `[…]` stand for characters of names, as in a shell.
public enum FilePattern {
    /// Whether a path stands for others: it has such a character, and nothing has it as its name.
    public static func isPattern(_ path: String) -> Bool {
        path.contains { "*?[".contains($0) } && !path.utf8.contains(0) && access(path, F_OK) != 0
    }

    /// The paths that a pattern stands for, sorted by their bytes.
    public static func paths(matching pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, 0, nil, &found) == 0 else { return [] }
        let paths = (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
        return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
