import Foundation

package enum AbsolutePath {
    /// A path made absolute, without `.`, `..` and repeated slashes: relative to the folder of `file`, or to the
    /// current directory where there is none.
    package static func of(_ path: String, besides file: String?) -> String {
        var parts = path.hasPrefix("/") ? [] : folder(of: file)
        for part in path.split(separator: "/") where part != "." {
            if part == ".." {
                _ = parts.popLast()
            } else {
                parts.append(String(part))
            }
        }
        return "/" + parts.joined(separator: "/")
    }

    private static func folder(of file: String?) -> [String] {
        let path = file.map { of($0, besides: nil) } ?? FileManager.default.currentDirectoryPath
        let parts = path.split(separator: "/").map(String.init)
        return file == nil ? parts : Array(parts.dropLast())
    }
}
