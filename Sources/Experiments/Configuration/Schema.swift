/// What a configuration may say: every section and every key, once.
///
/// The table in `Schema+Keys.swift` is the only source for reading, defaults, messages and the resolved file.
/// To add a key, declare it there in its section and list it in ``keys``; nothing else changes.
public enum Schema {
    /// A part of the file that holds keys.
    public struct Section: Sendable {
        /// The dotted path, such as `data.synthetic`.
        public let path: String
        /// One line for the user.
        public let documentation: String
        package let presence: SectionPresence

        init(_ path: String, _ presence: SectionPresence, _ documentation: String) {
            self.path = path
            self.presence = presence
            self.documentation = documentation
        }
    }

    package enum SectionPresence: Sendable {
        /// Must be there and hold something.
        case required
        /// Where it is missing or empty, its defaults hold.
        case optional
        /// Exactly one of the alternatives of a parent section must be there.
        case alternative
    }

    /// A key of the configuration and the Swift type of its value.
    public struct Key<Value: SettingValue>: Sendable {
        package let entry: Entry

        /// The dotted path, such as `training.batch_size`.
        public var path: String { entry.path }
        /// One line for the user.
        public var documentation: String { entry.documentation }
    }

    /// A row of the table: a key without its Swift type.
    package struct Entry: Sendable {
        package let path: String
        package let type: ValueType
        package let presence: Presence
        package let documentation: String
        /// What the commented file shows where there is no default.
        let example: Setting?
    }

    package enum Presence: Sendable {
        case required
        case optional
        case defaulted(Setting)
    }

    /// The section that a dotted path lies in; empty at the top level.
    static func parent(of path: String) -> String {
        path.lastIndex(of: ".").map { String(path[..<$0]) } ?? ""
    }

    /// The last part of a dotted path.
    static func name(of path: String) -> String {
        path.lastIndex(of: ".").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// The names of the keys and sections directly in a section, in the table's order.
    static func names(in section: String) -> [String] {
        let paths = keys.map(\.path) + sections.map(\.path)
        return paths.filter { parent(of: $0) == section }.map(name(of:))
    }

    /// The alternatives of a section, of which exactly one must be there.
    static func alternativeSections(of section: String) -> [Section] {
        sections.filter { $0.presence == .alternative && parent(of: $0.path) == section }
    }
}

// MARK: - Making keys

extension Schema.Key {
    private init(
        _ path: String, _ type: Schema.ValueType, _ presence: Schema.Presence, example: Setting? = nil,
        _ documentation: String
    ) {
        entry = Schema.Entry(
            path: path, type: type, presence: presence, documentation: documentation, example: example)
    }
}

extension Schema.Key where Value == String {
    static func text(
        _ path: String, _ rule: Schema.TextRule = .any, default text: String, _ documentation: String
    ) -> Self {
        Self(path, .text(rule), .defaulted(.text(text)), documentation)
    }

    static func requiredText(_ path: String, example: String, _ documentation: String) -> Self {
        Self(path, .text(.any), .required, example: .text(example), documentation)
    }

    static func requiredFile(_ path: String, example: String, _ documentation: String) -> Self {
        Self(path, .file, .required, example: .text(example), documentation)
    }
}

extension Schema.Key where Value == String? {
    static func optionalFile(_ path: String, example: String, _ documentation: String) -> Self {
        Self(path, .file, .optional, example: .text(example), documentation)
    }
}

extension Schema.Key where Value == Int {
    static func integer(
        _ path: String, in range: ClosedRange<Int>, default number: Int, _ documentation: String
    ) -> Self {
        Self(path, .integer(range), .defaulted(.integer(number)), documentation)
    }
}

extension Schema.Key where Value == Double {
    static func number(
        _ path: String, in range: Schema.NumberRange = .any, default number: Double, _ documentation: String
    ) -> Self {
        Self(path, .number(range), .defaulted(.number(number)), documentation)
    }
}

extension Schema.Key where Value == Double? {
    static func optionalNumber(
        _ path: String, in range: Schema.NumberRange = .any, example: Double, _ documentation: String
    ) -> Self {
        Self(path, .number(range), .optional, example: .number(example), documentation)
    }
}

extension Schema.Key where Value == [Double]? {
    static func optionalNumbers(_ path: String, example: [Double], _ documentation: String) -> Self {
        Self(path, .numbers, .optional, example: .numbers(example), documentation)
    }
}

extension Schema.Key where Value == Bool {
    static func boolean(_ path: String, default value: Bool, _ documentation: String) -> Self {
        Self(path, .boolean, .defaulted(.boolean(value)), documentation)
    }
}

extension Schema.Key where Value == AutoOrCount {
    static func autoOrCount(_ path: String, in range: ClosedRange<Int>, _ documentation: String) -> Self {
        Self(path, .autoOrInteger(range), .defaulted(.auto), documentation)
    }
}

extension Schema.Key where Value: Choice {
    static func choice(_ path: String, default value: Value, _ documentation: String) -> Self {
        Self(path, .choice(Value.allCases.map(\.rawValue)), .defaulted(.text(value.rawValue)), documentation)
    }

    static func requiredChoice(_ path: String, example: Value, _ documentation: String) -> Self {
        Self(
            path, .choice(Value.allCases.map(\.rawValue)), .required, example: .text(example.rawValue), documentation)
    }
}
