import Files

/// What a checkpoint belongs to: settings that decide the result, and rows.
public struct TrainingIdentity: Hashable, Sendable {
    /// A key and its value.
    public struct Setting: Hashable, Sendable {
        /// The key.
        public let key: String
        /// Its value as text.
        public let value: String

        /// Takes a key and its value.
        public init(_ key: String, _ value: String) {
            self.key = key
            self.value = value
        }
    }

    /// The settings, in their order.
    public let settings: [Setting]
    /// The rows.
    public let rows: RowFingerprints
    /// The keys of settings that decide nothing of the steps before a checkpoint, such as how long the training goes on: one
    /// with other values may be continued. Checkpoints do not keep them.
    public let openKeys: Set<String>

    /// Takes settings and rows.
    /// - Parameters:
    ///   - settings: the settings, in their order.
    ///   - rows: the rows.
    ///   - openKeys: the keys of settings that may differ in a checkpoint to continue from.
    public init(settings: [Setting], rows: RowFingerprints, openKeys: Set<String> = []) {
        self.settings = settings
        self.rows = rows
        self.openKeys = openKeys
    }

    /// Takes rows and, in place of all settings, a name.
    public init(named name: String, rows: RowFingerprints) {
        self.init(settings: [Setting("name", name)], rows: rows)
    }

    private static let settingsKey = "settings"

    /// The identity as a checkpoint's metadata have it.
    var metadata: [String: String] {
        rows.metadata.merging([Self.settingsKey: JSONNames.text(settings.flatMap { [$0.key, $0.value] })]) { $1 }
    }

    /// Reads `metadata`; nil where it has none.
    init?(_ metadata: [String: String]) {
        guard let rows = RowFingerprints(metadata),
            let words = metadata[Self.settingsKey].flatMap({ JSONNames.names($0) }), words.count % 2 == 0
        else { return nil }
        let settings = stride(from: 0, to: words.count, by: 2).map { Setting(words[$0], words[$0 + 1]) }
        self.init(settings: settings, rows: rows)
    }

    /// How this one, of a checkpoint, differs from another, of the training that is to continue from it, as words after
    /// "found" and "expected"; nil where it does not.
    func difference(from other: TrainingIdentity) -> (found: String, expected: String)? {
        let (own, others) = (Self.values(settings), Self.values(other.settings))
        let keys = (settings + other.settings).map(\.key).filter { !other.openKeys.contains($0) }
        for key in keys where own[key] != others[key] {
            func text(_ value: String?) -> String {
                "\(OneLine.shortened(key)) \(value.map { OneLine.shortened($0) } ?? "not set")"
            }
            return (text(own[key]), text(others[key]))
        }
        return rows.difference(from: other.rows).map { ($0, "the rows of this training") }
    }

    private static func values(_ settings: [Setting]) -> [String: String] {
        Dictionary(settings.map { ($0.key, $0.value) }) { _, last in last }
    }
}
