/// Takes a tree apart into keys and sections, by path, and refuses what the schema does not know.
struct SectionReader {
    private var given: [String: ConfigurationNode.Pair] = [:]

    /// What the whole document has to be.
    static var expectedDocument: String {
        "a mapping with \(alternatives(Schema.sections.filter { $0.presence == .required }.map(\.path), "and"))"
    }

    /// Everything that was given, with mistakes reported in the order of the file, those in flags last.
    static func read(
        _ root: ConfigurationNode, file: String
    ) throws(ConfigurationError) -> [String: ConfigurationNode.Pair] {
        guard case .mapping(let pairs, _) = root else {
            throw ConfigurationError(at: root.location, found: root.found, expected: expectedDocument)
        }
        var reader = SectionReader()
        try reader.read(pairs, in: "")
        for section in Schema.sections where section.presence == .required {
            guard reader.given[section.path] != nil else {
                throw ConfigurationError(
                    at: .file(file), path: section.path, problem: "not given, expected \(content(of: section))")
            }
            try reader.checkAlternatives(of: section)
        }
        return reader.given
    }

    private mutating func read(_ pairs: [ConfigurationNode.Pair], in section: String) throws(ConfigurationError) {
        for pair in pairs {
            let path = section.isEmpty ? pair.key : "\(section).\(pair.key)"
            // A key with dots of its own must not pass for the path that it looks like.
            guard !pair.key.contains(".") else {
                throw UnknownKey.error(pair.key, in: section, at: pair.keyLocation)
            }
            if let inner = Schema.sections.first(where: { $0.path == path }) {
                try read(pair, as: inner)
            } else if !Schema.keys.contains(where: { $0.path == path }) {
                throw UnknownKey.error(pair.key, in: section, at: pair.keyLocation)
            }
            given[path] = pair
        }
    }

    private mutating func read(
        _ pair: ConfigurationNode.Pair, as section: Schema.Section
    ) throws(ConfigurationError) {
        switch pair.value {
        case .mapping(let pairs, _) where !pairs.isEmpty || section.presence != .required:
            try read(pairs, in: section.path)
        case _ where pair.value.isNull && section.presence != .required:
            break
        default:
            throw ConfigurationError(
                at: pair.location, path: section.path, found: pair.value.found, expected: Self.content(of: section))
        }
    }

    private func checkAlternatives(of section: Schema.Section) throws(ConfigurationError) {
        let choices = Schema.alternativeSections(of: section.path).map(\.path)
        guard !choices.isEmpty, let pair = given[section.path] else { return }
        let chosen = choices.filter { given[$0] != nil }
        guard chosen.count != 1 else { return }
        // The mistake is the one given last, which is a flag's where there is one.
        let culprit = chosen.compactMap { given[$0]?.keyLocation }.max { $0.isEarlier(than: $1) }
        let names = choices.map(Schema.name(of:))
        throw ConfigurationError(
            at: culprit ?? pair.keyLocation, path: section.path,
            found: chosen.isEmpty ? "neither \(names.joined(separator: " nor "))" : alternatives(chosen, "and"),
            expected: "exactly one of \(alternatives(choices, "and"))")
    }

    /// What a section has to hold, as messages name it.
    private static func content(of section: Schema.Section) -> String {
        let choices = Schema.alternativeSections(of: section.path).map(\.path)
        guard choices.isEmpty else { return "a section with exactly one of \(alternatives(choices, "and"))" }
        let required = Schema.keys.filter { entry in
            entry.isAlwaysRequired && Schema.parent(of: entry.path) == section.path
        }
        let names = required.map { Schema.name(of: $0.path) }
        return names.isEmpty ? "a section" : "a section with \(alternatives(names, "and"))"
    }
}
