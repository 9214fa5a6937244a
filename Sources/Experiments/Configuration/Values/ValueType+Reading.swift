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
        case .files:
            if case .sequence = node {
                .list(try items(of: node, as: .file, at: place, path: path))
            } else {
                try scalar(node, named: node.found, at: place, path: path)
            }
        case .texts:
            .list(try items(of: node, as: .text(.any), at: place, path: path))
        case .pairs:
            .list(try pairs(of: node, at: place, path: path))
        case .counts(let range):
            try counts(node, in: range, at: place, path: path)
        case .classWeighting:
            try classWeighting(node, at: place, path: path)
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
        case .file, .files:
            guard Schema.TextRule.any.allows(text) else { throw wrong }
            return .text(text)
        case .choice(let words, _):
            guard words.contains(text) else { throw wrong }
            return .text(text)
        case .boolean:
            guard !isQuoted, text == "true" || text == "false" else { throw wrong }
            return .boolean(text == "true")
        case .autoOrInteger where text == "auto", .autoOrNumber where text == "auto":
            return .auto
        case .number(let range), .autoOrNumber(let range):
            guard !isQuoted, let number = Numerals.number(text), range.contains(number) else { throw wrong }
            // Arithmetic is in single precision, in which the smallest of these numbers are zero and the largest infinite.
            guard range.contains(Double(Float(number))) else {
                throw ConfigurationError(
                    at: place, path: path, found: found, expected: "\(expected) in single precision")
            }
            return .number(number)
        case .integer(let range), .autoOrInteger(let range):
            guard !isQuoted, let number = Numerals.integer(text) else { throw wrong }
            guard range.contains(number) else {
                throw ConfigurationError(
                    at: place, path: path, found: found, expected: bound(of: range, crossedBy: number))
            }
            return .integer(number)
        case .numbers, .integers, .texts, .pairs, .counts, .classWeighting, .searchSpace:
            preconditionFailure("a list or a section is no scalar")
        }
    }

    private func classWeighting(
        _ node: ConfigurationNode, at place: ConfigurationError.Location, path: String
    ) throws(ConfigurationError) -> Setting {
        if case .scalar(let text, _, _) = node, ["none", "balanced"].contains(text) { return .text(text) }
        guard case .mapping(let pairs, _) = node, !pairs.isEmpty else {
            throw ConfigurationError(at: place, path: path, found: node.found, expected: expected)
        }
        var numbers: [Setting.Named] = []
        for pair in pairs {
            let range = NumberRange(from: 0)
            let setting = try Self.number(range).scalar(
                pair.value, named: "\(pair.value.found) for class \(pair.key.shortened)", at: pair.location, path: path)
            guard case .number(let number) = setting else { preconditionFailure("a number that is none") }
            numbers.append(Setting.Named(name: pair.key, number: number))
        }
        guard numbers.contains(where: { $0.number > 0 }) || numbers.count == 1 else {
            throw ConfigurationError(at: place, path: path, found: "zeros alone", expected: "a number above 0")
        }
        return .named(numbers)
    }

    private func counts(
        _ node: ConfigurationNode, in range: ClosedRange<Int>, at place: ConfigurationError.Location, path: String
    ) throws(ConfigurationError) -> Setting {
        guard case .mapping(let pairs, _) = node, !pairs.isEmpty else {
            throw ConfigurationError(at: place, path: path, found: node.found, expected: expected)
        }
        var numbers: [Setting.Named] = []
        for pair in pairs {
            let setting = try Self.integer(range).scalar(
                pair.value, named: "\(pair.value.found) for \(pair.key.shortened)", at: pair.location, path: path)
            guard case .integer(let number) = setting else { preconditionFailure("a whole number that is none") }
            numbers.append(Setting.Named(name: pair.key, number: Double(number)))
        }
        return .named(numbers.sorted { $0.name < $1.name })
    }

    private func pairs(
        of node: ConfigurationNode, at place: ConfigurationError.Location, path: String
    ) throws(ConfigurationError) -> [Setting] {
        guard case .sequence(let items, _) = node, !items.isEmpty else {
            throw ConfigurationError(at: place, path: path, found: node.found, expected: expected)
        }
        var pairs: [Setting] = []
        for (index, item) in items.enumerated() {
            guard case .sequence(let names, _) = item, names.count == 2 else {
                throw ConfigurationError(
                    at: item.location, path: path, found: "\(item.found) as item \(index + 1)", expected: expected)
            }
            pairs.append(.list(try self.items(of: item, as: .text(.any), at: item.location, path: path)))
        }
        return pairs
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
