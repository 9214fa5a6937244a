/// `--set key.path=value`: one value of the configuration, given on the command line.
struct Override {
    private let text: String
    private let keys: [String]
    private let value: ConfigurationNode

    /// Splits a flag's text at the first `=` and reads the value as YAML, so `[1, 2]` is a list and `{a: 1}` a section.
    init(_ text: String) throws(ConfigurationError) {
        let place = ConfigurationError.Location.set(text)
        guard let sign = text.firstIndex(of: "=") else {
            throw ConfigurationError(at: place, found: "no '='", expected: "key.path=value")
        }
        let keys = text[..<sign].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard keys.allSatisfy({ !$0.isEmpty }) else {
            throw ConfigurationError(at: place, found: "an empty key", expected: "key.path=value")
        }
        self.text = text
        self.keys = keys
        self.value =
            try YAMLReader.read(String(text[text.index(after: sign)...]), from: .set(text))
            ?? .scalar("", isQuoted: false, place)
    }

    /// The tree with the value in its place: it replaces what was there, sections too, and missing sections are made.
    func applied(to root: ConfigurationNode) throws(ConfigurationError) -> ConfigurationNode {
        try replacing(keys[...], in: root, path: [])
    }

    private func replacing(
        _ rest: ArraySlice<String>, in node: ConfigurationNode, path: [String]
    ) throws(ConfigurationError) -> ConfigurationNode {
        guard let key = rest.first else { return value }
        let place = ConfigurationError.Location.set(text)
        var (pairs, location): ([ConfigurationNode.Pair], ConfigurationError.Location)
        switch node {
        case .mapping(let existing, let existingLocation): (pairs, location) = (existing, existingLocation)
        case _ where node.isNull: (pairs, location) = ([], place)
        default:
            throw ConfigurationError(
                at: place, path: path.joined(separator: "."), found: node.found, expected: "a section")
        }
        let index = pairs.firstIndex { $0.key == key }
        let inner = index.map { pairs[$0].value } ?? .scalar("", isQuoted: false, place)
        let value = try replacing(rest.dropFirst(), in: inner, path: path + [key])
        if let index, rest.count > 1 {
            pairs[index].value = value
        } else {
            pairs.removeAll { $0.key == key }
            pairs.append(ConfigurationNode.Pair(key: key, keyLocation: place, value: value))
        }
        return .mapping(pairs, location)
    }
}
