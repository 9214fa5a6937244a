import Vocabulary

extension Schema.ValueType {
    /// The setting that a node stands for. Relative file paths stay as they are written.
    package func setting(of node: ConfigurationNode, at place: ConfigurationError.Location, path: String)
        throws(ConfigurationError) -> Setting
    {
        switch self {
        case .numbers:
            .list(try items(of: node, as: .number(.any), at: place, path: path))
        case .integers(let range, _):
            .list(try items(of: node, as: .integer(range), at: place, path: path))
        case .texts:
            .list(try items(of: node, as: .text(.any), at: place, path: path))
        case .searchSpace:
            .parameters(try SearchSpace(node, at: place, path: path).parameters)
        default:
            try scalar(node, named: node.found, at: place, path: path)
        }
    }

    private func scalar(
        _ node: ConfigurationNode, named found: String, at place: ConfigurationError.Location, path: String
    ) throws(ConfigurationError) -> Setting {
        let wrong = ConfigurationError(at: place, path: path, found: found, expected: expected)
        guard case .scalar(let text, let isQuoted, _) = node, !node.isNull else { throw wrong }
        switch self {
        case .text(let rule):
            guard rule.allows(text) else { throw wrong }
            return .text(text)
        case .file:
            guard Schema.TextRule.any.allows(text) else { throw wrong }
            return .text(text)
        case .choice(let words, _):
            guard words.contains(text) else { throw wrong }
            return .text(text)
        case .boolean:
            guard !isQuoted, text == "true" || text == "false" else { throw wrong }
            return .boolean(text == "true")
        case .number(let range):
            guard !isQuoted, let number = Numerals.number(text), range.contains(number) else { throw wrong }
            // Arithmetic is in single precision, in which the smallest of these numbers are zero and the largest infinite.
            guard range.contains(Double(Float(number))) else {
                throw ConfigurationError(
                    at: place, path: path, found: found, expected: "\(expected) in single precision")
            }
            return .number(number)
        case .autoOrInteger where text == "auto":
            return .auto
        case .integer(let range), .autoOrInteger(let range):
            guard !isQuoted, let number = Numerals.integer(text) else { throw wrong }
            guard range.contains(number) else {
                throw ConfigurationError(
                    at: place, path: path, found: found, expected: bound(of: range, crossedBy: number))
            }
            return .integer(number)
        case .numbers, .integers, .texts, .searchSpace:
            preconditionFailure("a list or a section is no scalar")
        }
    }

    private func items(
        of node: ConfigurationNode, as type: Self, at place: ConfigurationError.Location, path: String
    ) throws(ConfigurationError) -> [Setting] {
        guard case .sequence(let items, _) = node, !items.isEmpty else {
            throw ConfigurationError(at: place, path: path, found: node.found, expected: expected)
        }
        var settings: [Setting] = []
        for (index, item) in items.enumerated() {
            let name = "\(item.found) as item \(index + 1)"
            settings.append(try type.scalar(item, named: name, at: item.location, path: path))
        }
        return settings
    }

    /// Names only the bound that was crossed: the other one is no help.
    private func bound(of range: ClosedRange<Int>, crossedBy number: Int) -> String {
        let bound =
            number < range.lowerBound
            ? "at least \(Numerals.text(range.lowerBound))" : "at most \(Numerals.text(range.upperBound))"
        let auto = if case .autoOrInteger = self { "auto or " } else { "" }
        return "\(auto)a whole number of \(bound)"
    }
}
