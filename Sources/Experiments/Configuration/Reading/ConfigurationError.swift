/// A mistake in a configuration, reported in one line: where it is, which key, what was found, what was expected.
///
///     configs/a.yaml:12:3: training.batch_size: found -3, expected a whole number of at least 1
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Where the mistake was made.
    public let location: Location
    /// The dotted path of the key, such as `training.batch_size`; `nil` where no key is to blame.
    public let path: String?
    /// What is wrong, without place and key.
    public let problem: String

    /// An error with a problem in words of the caller's own.
    public init(at location: Location, path: String? = nil, problem: String) {
        self.location = location
        self.path = path
        self.problem = problem
    }

    /// An error that names what was found and what was expected.
    public init(at location: Location, path: String? = nil, found: String, expected: String) {
        self.init(at: location, path: path, problem: "found \(found), expected \(expected)")
    }

    /// The same error with a fact that explains it.
    package func since(_ fact: String) -> Self {
        Self(at: location, path: path, problem: "\(problem), since \(fact)")
    }

    /// The whole message, always one line.
    public var description: String {
        let key = path.map { $0.isEmpty ? "\"\": " : "\($0.shortened): " } ?? ""
        return "\(location): \(key)\(problem.escaped)"
    }
}

extension ConfigurationError {
    /// A place in the user's input.
    public enum Location: Sendable, Hashable, CustomStringConvertible {
        /// A file as a whole.
        case file(String)
        /// A line and column of a file, both counted from 1, columns in Unicode scalars.
        case position(file: String, line: Int, column: Int)
        /// The value of a `--set` flag, such as `training.batch_size=-3`.
        case set(String)

        /// The place, as messages start with it: `configs/a.yaml:12:3` or `--set training.batch_size=-3`.
        public var description: String {
            switch self {
            case .file(let name): name.isEmpty ? "\"\"" : name.escaped
            case .position(let name, let line, let column): "\(name.escaped):\(line):\(column)"
            case .set(let text): "--set \(text.shortened)"
            }
        }

        /// Whether the place comes before another: flags come last, and one flag before any other.
        func isEarlier(than other: Self) -> Bool {
            switch (self, other) {
            case (.position(_, let line, let column), .position(_, let otherLine, let otherColumn)):
                (line, column) < (otherLine, otherColumn)
            default:
                other.isFlag
            }
        }

        /// Whether the place is a flag, so that relative paths are the current directory's.
        var isFlag: Bool {
            if case .set = self { true } else { false }
        }
    }
}
