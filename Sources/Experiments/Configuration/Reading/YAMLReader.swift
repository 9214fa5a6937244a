import Yams

/// Turns YAML text into a ``ConfigurationNode``, refusing what a configuration has no use for: aliases, tags,
/// repeated keys, several documents and deep nesting.
///
/// Yams composes a whole document at once and resolves aliases on the way, so some of this takes two steps; see
/// ``read(_:from:)`` for aliases and ``compose(_:)`` for repeated keys.
struct YAMLReader {
    static let deepestNesting = 64

    /// Where the text comes from.
    enum Source {
        case file(String)
        case set(String)
    }

    private let source: Source
    /// Keys that were renamed so that Yams would accept a mapping that repeats them, by their place.
    private var renamedKeys: [Position: String] = [:]

    /// A line and column, from 1, as Yams counts them.
    struct Position: Hashable {
        let line: Int
        let column: Int
    }

    private init(source: Source) {
        self.source = source
    }

    /// The tree of the only document in a text; `nil` where there is nothing but comments.
    static func read(_ text: String, from source: Source) throws(ConfigurationError) -> ConfigurationNode? {
        let text = text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
        try YAMLReader(source: source).refuseControlCharacters(in: text)
        // An alias needs an anchor, so refusing anchors refuses both. But Yams hashes a mapping's keys while it
        // composes, which takes forever when keys are aliases of aliases of aliases. With every star hidden (a star
        // shapes nothing else in YAML) anchors are found before any alias is resolved.
        if text.contains("&"), text.contains("*") {
            let starless = String(text.map { $0 == "*" ? "_" : $0 })
            var reader = YAMLReader(source: source)
            _ = try reader.tree(of: starless)
        }
        var reader = YAMLReader(source: source)
        return try reader.tree(of: text)
    }

    private mutating func tree(of text: String) throws(ConfigurationError) -> ConfigurationNode? {
        let (parser, root) = try compose(text)
        // Nodes hold their anchors weakly; the parser owns them.
        return try withExtendedLifetime(parser) { () throws(ConfigurationError) in
            guard let root else { return nil }
            return try convert(root, path: "", depth: 1)
        }
    }

    // MARK: - Yams's composer

    /// Composes a document, and where Yams stops at keys that are repeated, without saying where the second one is,
    /// renames the first and tries again, so that ``convert(_:path:depth:)`` sees them all.
    private mutating func compose(_ text: String) throws(ConfigurationError) -> (parser: Parser?, root: Node?) {
        var scalars = Array(text.unicodeScalars)
        var first: (key: String, position: Position)?
        for attempt: UInt32 in 0..<32 {
            do {
                var attempted = String.UnicodeScalarView()
                attempted.append(contentsOf: scalars)
                let parser = try Parser(yaml: String(attempted), resolver: .basic, encoding: .utf8)
                return (parser, try parser.singleRoot())
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                let (key, position) = (keys.first ?? "", Position(context.mark))
                first = first ?? (key, position)
                guard var index = scalars.index(of: position), !key.isEmpty else { break }
                if ["\"", "'"].contains(scalars[index]) { index += 1 }
                scalars[index] = Unicode.Scalar(0xE000 + attempt) ?? "\u{E000}"
                renamedKeys[position] = key
            } catch {
                // After a renaming the text is no longer the user's: report the repeated key instead.
                guard first == nil else { break }
                throw YAMLProblem(error, in: scalars).error(at: location)
            }
        }
        throw ConfigurationError(
            at: location(first?.position), path: first?.key, problem: "given twice in the same section")
    }

    // MARK: - From Yams's tree to ours

    private func convert(_ node: Node, path: String, depth: Int) throws(ConfigurationError) -> ConfigurationNode {
        let place = location(node.mark.map(Position.init))
        let pathInMessages = path.isEmpty ? nil : path
        guard depth <= Self.deepestNesting else {
            throw ConfigurationError(at: place, problem: YAMLProblem.tooDeep)
        }
        guard node.anchor == nil else {
            throw ConfigurationError(
                at: place, path: pathInMessages,
                problem: "anchors (&) and aliases (*) are not allowed in a configuration; write the value out")
        }
        switch node {
        case .scalar(let scalar):
            try refuse(tag: scalar.tag, unless: .str, at: place, path: pathInMessages)
            return .scalar(scalar.string, isQuoted: scalar.style != .plain, place)
        case .sequence(let sequence):
            try refuse(tag: sequence.tag, unless: .seq, at: place, path: pathInMessages)
            var items: [ConfigurationNode] = []
            for item in sequence {
                items.append(try convert(item, path: path, depth: depth + 1))
            }
            return .sequence(items, place)
        case .mapping(let mapping):
            try refuse(tag: mapping.tag, unless: .map, at: place, path: pathInMessages)
            return .mapping(try pairs(of: mapping, path: path, depth: depth), place)
        case .alias:
            throw ConfigurationError(at: place, path: pathInMessages, problem: YAMLProblem.alias)
        }
    }

    private func pairs(
        of mapping: Node.Mapping, path: String, depth: Int
    ) throws(ConfigurationError) -> [ConfigurationNode.Pair] {
        var pairs: [ConfigurationNode.Pair] = []
        var firstLines: [String: Int] = [:]
        for (keyNode, valueNode) in mapping {
            let position = keyNode.mark.map(Position.init)
            let place = location(position)
            let node = try convert(keyNode, path: path, depth: depth + 1)
            guard case .scalar(var key, _, _) = node, !node.isNull else {
                throw ConfigurationError(
                    at: place, path: path.isEmpty ? nil : path, found: "\(node.found) as a key", expected: "a name")
            }
            if let position, let name = renamedKeys[position] {
                key = name
            }
            let keyPath = path.isEmpty ? key : "\(path).\(key)"
            if let line = firstLines[key] {
                let first = if case .file = source { "; first on line \(line)" } else { "" }
                throw ConfigurationError(at: place, path: keyPath, problem: "given twice in the same section\(first)")
            }
            firstLines[key] = position?.line ?? 0
            let value = try convert(valueNode, path: keyPath, depth: depth + 1)
            pairs.append(ConfigurationNode.Pair(key: key, keyLocation: place, value: value))
        }
        return pairs
    }

    private func refuse(
        tag: Tag, unless name: Tag.Name, at place: ConfigurationError.Location, path: String?
    ) throws(ConfigurationError) {
        let text = tag.rawValue
        guard !text.isEmpty, text != "!", text != name.rawValue else { return }
        let short = text.replacing("tag:yaml.org,2002:", with: "!!")
        throw ConfigurationError(
            at: place, path: path, problem: "tags (\(short.shortened)) are not allowed in a configuration")
    }

    // MARK: - Places

    private func location(_ position: Position?) -> ConfigurationError.Location {
        switch source {
        case .set(let text): .set(text)
        case .file(let name): position.map { .position(file: name, line: $0.line, column: $0.column) } ?? .file(name)
        }
    }

    private func refuseControlCharacters(in text: String) throws(ConfigurationError) {
        var (line, column) = (1, 1)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A: (line, column) = (line + 1, 1)
            case 0x09, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: column += 1
            default:
                let code = String(scalar.value, radix: 16, uppercase: true)
                let padded = String(repeating: "0", count: max(0, 4 - code.count)) + code
                throw ConfigurationError(
                    at: location(Position(line: line, column: column)), found: "the control character U+\(padded)",
                    expected: "text")
            }
        }
    }
}

extension YAMLReader.Position {
    init(_ mark: Mark) {
        self.init(line: mark.line, column: mark.column)
    }
}
