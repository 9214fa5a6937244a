/// What was written, with the place of every part: the tree between YAML and the schema.
package indirect enum ConfigurationNode: Sendable {
    case scalar(String, isQuoted: Bool, Location)
    case sequence([ConfigurationNode], Location)
    case mapping([Pair], Location)

    package typealias Location = ConfigurationError.Location

    /// One key of a mapping and what it holds.
    package struct Pair: Sendable {
        package let key: String
        package let keyLocation: Location
        package var value: ConfigurationNode

        /// Where to point when the value is wrong: a value that is not there has no place of its own.
        var location: Location { value.isNull ? keyLocation : value.location }
    }

    package var location: Location {
        switch self {
        case .scalar(_, _, let location), .sequence(_, let location), .mapping(_, let location): location
        }
    }

    /// Whether nothing was written: an empty value, `~` or `null`.
    var isNull: Bool {
        guard case .scalar(let text, isQuoted: false, _) = self else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// The node as messages name it, after the word "found".
    var found: String {
        switch self {
        case _ where isNull: "nothing"
        case .scalar(let text, isQuoted: false, _): text.shortened
        case .scalar(let text, isQuoted: true, _): text.isEmpty ? "an empty text" : "the text \"\(text.shortened)\""
        case .sequence(let items, _): items.isEmpty ? "an empty list" : "a list"
        case .mapping(let pairs, _): pairs.isEmpty ? "an empty section" : "a section"
        }
    }
}
