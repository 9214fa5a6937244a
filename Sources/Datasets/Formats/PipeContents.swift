import Files
import Glibc
import Synchronization

/// The content of pipes, which can be read only once: whoever opens one while somebody holds its content gets the same.
enum PipeContents {
    private struct Entry: Sendable {
        weak var content: SharedContent?
    }

    private static let all = Mutex<[String: Entry]>([:])

    /// Whether there is something at a path that is neither a regular file nor a folder.
    static func isPipe(_ path: String) -> Bool {
        var status = stat()
        guard !path.utf8.contains(0), stat(path, &status) == 0 else { return false }
        return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    }

    /// Reads a pipe, or takes what another has read of it.
    static func content(of path: String, limit: Int) throws(FileError) -> SharedContent {
        if let content = all.withLock({ $0[path]?.content }) { return content }
        let content = SharedContent(try FileContent(decompressing: path, limit: limit))
        all.withLock { all in
            all = all.filter { $1.content != nil }
            all[path] = Entry(content: content)
        }
        return content
    }
}
