/// A file of rows, or several, whose rows follow each other.
public struct FileList: SettingValue, CustomStringConvertible, ExpressibleByStringInterpolation {
    /// The paths, at least one; each may be a pattern.
    public let paths: [String]

    /// Some files.
    public init(_ paths: [String]) {
        precondition(!paths.isEmpty, "no file")
        self.paths = paths
    }

    /// One file.
    public init(stringLiteral path: String) { self.init([path]) }

    /// The path of a text setting, or those of a list.
    public init?(setting: Setting?) {
        switch setting {
        case .text(let path): paths = [path]
        case .list:
            guard let paths = [String](setting: setting), !paths.isEmpty else { return nil }
            self.paths = paths
        default: return nil
        }
    }

    /// A text setting for one file, a list for several.
    public var setting: Setting? { paths.count == 1 ? .text(paths[0]) : paths.setting }

    /// The paths, as messages have them.
    public var description: String { paths.joined(separator: ", ") }
}
