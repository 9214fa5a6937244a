/// What a configuration may say: every section and every key, once.
///
/// The tables are the only source for reading, defaults, messages and the resolved file. To add a key, declare it in
/// its section's file, such as `Schema+Model.swift`, and list it in that section's `keys`; nothing else changes.
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

        /// Whether its keys apply only where it is there.
        var isChosen: Bool { presence == .alternative || presence == .onRequest }
    }

    package enum SectionPresence: Sendable {
        /// Must be there and hold something.
        case required
        /// Where it is missing or empty, its defaults hold.
        case optional
        /// Exactly one of the alternatives of a parent section must be there.
        case alternative
        /// Its keys apply only where it is there, empty or not.
        case onRequest
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
        /// Where the key applies; everywhere without one.
        package var condition: Condition?
        /// What is different elsewhere; the first whose condition holds counts.
        package var variants: [Variant] = []
    }

    package enum Presence: Sendable {
        case required
        case optional
        case defaulted(Setting)
    }

    /// The section that a dotted path lies in; empty at the top level.
    package static func parent(of path: String) -> String {
        path.lastIndex(of: ".").map { String(path[..<$0]) } ?? ""
    }

    /// The last part of a dotted path.
    package static func name(of path: String) -> String {
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
