/// A run as its file and flags describe it: every key that applies, checked, defaults filled in.
///
///     let configuration = try Configuration.load(path: "run.yaml", overrides: ["training.epochs=5"])
///     let epochs = configuration[Schema.Training.epochs]  // an Int
///
/// Two configurations are equal when their values are, wherever those were written.
public struct Configuration: Sendable {
    var values: [String: Setting] = [:]
    /// The sections that are there though they need not be, such as `data.file`.
    private var chosen: Set<String> = []
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
        chosen = Set(Schema.sections.filter { $0.isChosen && given[$0.path] != nil }.map(\.path))
        // It decides the default of a key before it.
        let rate = Schema.Optimizer.learningRate.entry
        if let pair = given[rate.path] {
            values[rate.path] = try? rate.type.setting(of: pair.value, at: pair.location, path: rate.path)
        }
        for entry in Schema.keys where isInChosenSection(entry.path) {
            values[entry.path] = try setting(for: entry, given: given[entry.path])
        }
        try applyRules()
    }

    /// Where a flag has changed the word that a file's key goes with: the flag that replaces the whole section.
    private func replacement(of condition: Schema.Condition, insteadOf pair: ConfigurationNode.Pair) -> String {
        guard places[condition.path]?.isFlag == true, !pair.keyLocation.isFlag,
            case .text(let word) = values[condition.path]
        else { return "" }
        let (section, key) = (Schema.parent(of: condition.path), Schema.name(of: condition.path))
        return section.isEmpty ? "" : "; --set \"\(section)={\(key): \(word)}\" replaces the whole section"
    }

    /// The setting of a key, whose condition and variants are decided by the keys before it.
    private func setting(
        for entry: Schema.Entry, given pair: ConfigurationNode.Pair?
    ) throws(ConfigurationError) -> Setting? {
        if let condition = entry.condition, !condition.holds(in: values) {
            guard let pair else { return nil }
            throw ConfigurationError(
                at: pair.keyLocation, path: entry.path, found: pair.value.found,
                expected: "no such key, since \(condition.fact(in: values)), not \(alternatives(condition.words))"
                    + replacement(of: condition, insteadOf: pair))
        }
        let variant = entry.variant(beside: values)
        let type = variant?.type ?? entry.type
        guard let pair else {
            switch variant?.presence ?? entry.presence {
            case .defaulted(let setting): return setting
            case .optional: return nil
            case .required:
                let error = ConfigurationError(
                    at: location(ofPath: entry.path), path: entry.path,
                    problem: "not given, expected \(type.expected)")
                throw (variant?.condition ?? entry.condition).map { error.since($0.fact(in: values)) } ?? error
            }
        }
        let setting: Setting
        do {
            setting = try type.setting(of: pair.value, at: pair.location, path: entry.path)
        } catch {
            guard let variant, variant.type != nil else { throw error }
            throw error.since(variant.condition.fact(in: values))
        }
        guard type == .file || type == .files else { return setting }
        return absolute(setting, besides: pair.location.isFlag ? nil : file)
    }

    /// A path, or several, made absolute.
    private func absolute(_ setting: Setting, besides file: String?) -> Setting {
        switch setting {
        case .text(let path): .text(AbsolutePath.of(path, besides: file))
        case .list(let paths): .list(paths.map { absolute($0, besides: file) })
        default: setting
        }
    }

    /// Whether every section on the way to a path is there, of those that must be chosen.
    private func isInChosenSection(_ path: String) -> Bool {
        Schema.sections.allSatisfy { section in
            !section.isChosen || chosen.contains(section.path)
                || !(path == section.path || path.hasPrefix(section.path + "."))
        }
    }
}

// MARK: - Values

extension Configuration: Equatable {
    /// Whether the same values apply in both.
    public static func == (a: Configuration, b: Configuration) -> Bool {
        a.values == b.values && a.chosen == b.chosen
    }
}

extension Configuration {
    /// The value of a key. The key must apply: where a section or a choice decides that, ask `has` before reading.
    /// A choice that decides on other keys cannot be set.
    public subscript<Value>(key: Schema.Key<Value>) -> Value {
        get {
            precondition(has(key), "\(key.path) does not apply in this configuration")
            guard let value = Value(setting: values[key.path]) else {
                preconditionFailure("\(key.path) is missing in Schema.keys")
            }
            return value
        }
        set {
            precondition(has(key), "\(key.path) does not apply in this configuration")
            precondition(!Schema.decidingPaths.contains(key.path), "\(key.path) decides on other keys")
            values[key.path] = newValue.setting
        }
    }

    /// Adds a section that is there only on request, with its defaults. The caller then sets the keys that have none.
    mutating func add(_ section: Schema.Section) {
        chosen.insert(section.path)
        for entry in Schema.keys where Schema.parent(of: entry.path) == section.path {
            if case .defaulted(let setting) = entry.presence { values[entry.path] = values[entry.path] ?? setting }
        }
    }

    /// Whether a section's keys apply. They do not in an alternative that was not chosen, nor in a section that is there
    /// only on request, such as `training.early_stopping`, and was not given.
    public func has(_ section: Schema.Section) -> Bool {
        isInChosenSection(section.path)
    }

    /// Whether a key applies: its section does, and so do the choices that it is for.
    public func has<Value>(_ key: Schema.Key<Value>) -> Bool {
        isInChosenSection(key.path) && key.entry.applies(beside: values)
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
