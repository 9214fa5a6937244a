import Glibc

/// What folders hold.
public enum FolderListing {
    /// The names in a folder, in no particular order; nil where there is no such folder.
    /// - Parameters:
    ///   - path: the folder.
    ///   - failure: what to say of a path that exists and is not a readable folder.
    public static func names(in path: String, failure: String = "cannot be listed") throws(FileError) -> [String]? {
        guard let folder = opendir(path) else {
            if errno == ENOENT { return nil }
            throw FileError(file: path, failure, errno: errno)
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
