/// A run as its file and flags describe it: every key that applies, checked, defaults filled in.
///
///     let configuration = try Configuration.load(path: "run.yaml", overrides: ["training.epochs=5"])
///     let epochs = configuration[Schema.Training.epochs]  // an Int
///
/// Two configurations are equal when their values are, wherever those were written.
public struct Configuration: Sendable {
    var values: [String: Setting] = [:]
    /// The alternative sections that are there, such as `data.file`.
    private var alternatives: Set<String> = []
    /// Where keys and sections were given.
    private var places: [String: ConfigurationError.Location] = [:]
    private let file: String

    /// Reads a file and the values of `--set` flags, later ones over earlier ones and over the file.
    ///
    /// Relative paths in the file are relative to its folder, those in flags to the current directory; `..` is
    /// resolved by text, so a symbolic link's parent is the folder that holds the link.
    public static func load(path: String, overrides: [String] = []) throws(ConfigurationError) -> Configuration {
        try Configuration(yaml: ConfigurationFile.text(of: path), file: path, overrides: overrides)
    }

    /// Reads a configuration from text, as if it were the text of `file`, which need not exist.
    public init(yaml: String, file: String, overrides: [String] = []) throws(ConfigurationError) {
        self.file = file
        let document = try YAMLReader.read(yaml, from: .file(file))
        guard var root = document, !root.isNull else {
            throw ConfigurationError(at: .file(file), problem: "is empty; expected \(SectionReader.expectedDocument)")
        }
        for override in overrides {
            root = try Override(override).applied(to: root)
        }
        let given = try SectionReader.read(root, file: file)
        places = given.mapValues(\.location)
        alternatives = Set(
            Schema.sections.filter { $0.presence == .alternative && given[$0.path] != nil }.map(\.path))
        for entry in Schema.keys where applies(entry.path) {
            values[entry.path] = try setting(for: entry, given: given[entry.path])
        }
        try applyRules()
    }

    private func setting(
        for entry: Schema.Entry, given pair: ConfigurationNode.Pair?
    ) throws(ConfigurationError) -> Setting? {
        guard let pair else {
            switch entry.presence {
            case .defaulted(let setting): return setting
            case .optional: return nil
            case .required:
                throw ConfigurationError(
                    at: location(ofPath: entry.path), path: entry.path,
                    problem: "not given, expected \(entry.type.expected)")
            }
        }
        let setting = try entry.type.setting(of: pair.value, at: pair.location, path: entry.path)
        guard case (.file, .text(let path)) = (entry.type, setting) else { return setting }
        return .text(AbsolutePath.of(path, besides: pair.location.isFlag ? nil : file))
    }

    /// Whether no section on the way to a path is an alternative that was not chosen.
    private func applies(_ path: String) -> Bool {
        Schema.sections.allSatisfy { section in
            section.presence != .alternative || alternatives.contains(section.path)
                || !(path == section.path || path.hasPrefix(section.path + "."))
        }
    }
}

// MARK: - Values

extension Configuration: Equatable {
    /// Whether the same values apply in both.
    public static func == (a: Configuration, b: Configuration) -> Bool {
        a.values == b.values && a.alternatives == b.alternatives
    }
}

extension Configuration {
    /// The value of a key. The key must apply: ask ``has(_:)`` before reading one of an alternative section.
    public subscript<Value>(key: Schema.Key<Value>) -> Value {
        get {
            precondition(applies(key.path), "\(key.path) does not apply: its section is not in the configuration")
            guard let value = Value(setting: values[key.path]) else {
                preconditionFailure("\(key.path) is missing in Schema.keys")
            }
            return value
        }
        set {
            precondition(applies(key.path), "\(key.path) does not apply: its section is not in the configuration")
            values[key.path] = newValue.setting
        }
    }

    /// Whether a section's keys apply: always, but for the alternatives that were not chosen.
    public func has(_ section: Schema.Section) -> Bool {
        applies(section.path)
    }

    /// Whether the user gave a key, rather than leave it to its default.
    public func isGiven<Value>(_ key: Schema.Key<Value>) -> Bool {
        places[key.path] != nil
    }
}

// MARK: - Places

extension Configuration {
    /// Where a key's value was given; where it was not, the place of its section, or the file.
    public func location<Value>(of key: Schema.Key<Value>) -> ConfigurationError.Location {
        location(ofPath: key.path)
    }

    /// An error at the place of a key, for checks that need to know more than the schema does.
    public func error<Value>(at key: Schema.Key<Value>, found: String, expected: String) -> ConfigurationError {
        ConfigurationError(at: location(of: key), path: key.path, found: found, expected: expected)
    }

    private func location(ofPath path: String) -> ConfigurationError.Location {
        var path = path
        while !path.isEmpty {
            if let place = places[path] { return place }
            path = Schema.parent(of: path)
        }
        return .file(file)
    }
}
