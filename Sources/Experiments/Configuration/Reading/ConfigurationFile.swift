import Foundation

/// Reads a configuration's text, whole and no more than a configuration can need.
package enum ConfigurationFile {
    /// 1 MiB: far beyond any real configuration, and little enough to parse at once.
    static let largestSize = 1 << 20

    /// The file's text; a pipe is read like a file.
    package static func text(of path: String) throws(ConfigurationError) -> String {
        guard let file = fopen(path, "rb") else { throw failure(errno, path) }
        defer { fclose(file) }
        let (bytes, code) = read(file)
        guard code == 0 else { throw failure(code, path) }
        guard bytes.count <= largestSize else {
            throw ConfigurationError(at: .file(path), problem: "is larger than 1 MiB; a configuration is a short text")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError(at: .file(path), problem: "is not UTF-8 text")
        }
        return text
    }

    private static func read(_ file: UnsafeMutablePointer<FILE>) -> (bytes: [UInt8], code: Int32) {
        var code: Int32 = 0
        // One byte more than allowed, to distinguish a file at the limit from one beyond it.
        let bytes = [UInt8](unsafeUninitializedCapacity: largestSize + 1) { buffer, count in
            count = fread(buffer.baseAddress, 1, buffer.count, file)
            code = ferror(file) == 0 ? 0 : errno
        }
        return (bytes, code)
    }

    private static func failure(_ code: Int32, _ path: String) -> ConfigurationError {
        let problem =
            switch code {
            case ENOENT, ENOTDIR: "no such file"
            case EISDIR: "is a directory"
            case EACCES: "cannot be read: permission denied"
            default: "cannot be read: \(String(cString: strerror(code)).lowercased())"
            }
        return ConfigurationError(at: .file(path), problem: problem)
    }
}
