extension Schema {
    /// What a key accepts.
    package enum ValueType: Sendable, Equatable {
        case text(TextRule)
        case integer(ClosedRange<Int>)
        case number(NumberRange)
        case boolean
        case choice([String])
        case numbers
        case file
        case autoOrInteger(ClosedRange<Int>)
    }

    package enum TextRule: Sendable {
        case any
        /// Usable as the name of a directory on any system, and no trap on a command line.
        case directoryName
        /// A path in which `{name}` stands for the run's name.
        case directoryTemplate
    }

    /// The numbers that a key accepts; a bound that is missing bounds nothing.
    package struct NumberRange: Sendable, Equatable {
        private var lower: Double?
        private var isLowerExcluded = false
        private var upper: Double?

        static let any = NumberRange()

        private init() {}

        /// Numbers from `lower` on, and below `upper` if there is one.
        init(from lower: Double, below upper: Double? = nil) {
            self.lower = lower
            self.upper = upper
        }

        /// Numbers above `lower`.
        init(above lower: Double) {
            self.lower = lower
            self.isLowerExcluded = true
        }

        func contains(_ number: Double) -> Bool {
            guard number.isFinite else { return false }
            if let lower, isLowerExcluded ? number <= lower : number < lower { return false }
            if let upper, number >= upper { return false }
            return true
        }

        /// `a number of at least 0 and below 1`.
        var description: String {
            let bounds = [
                lower.map { (isLowerExcluded ? "above " : "of at least ") + Numerals.text($0) },
                upper.map { "below " + Numerals.text($0) },
            ]
            return (["a number"] + [bounds.compactMap(\.self).joined(separator: " and ")])
                .filter { !$0.isEmpty }.joined(separator: " ")
        }
    }
}

extension Schema.ValueType {
    /// What is accepted, as messages name it after the word "expected".
    var expected: String {
        switch self {
        case .text(.any): "text"
        case .text(.directoryName):
            "a name of at most 200 letters, digits, '.', '_' and '-' that does not start with '.' or '-'"
        case .text(.directoryTemplate): "a directory, in which {name} is the only placeholder"
        case .integer(let range):
            "a whole number from \(Numerals.text(range.lowerBound)) to \(Numerals.text(range.upperBound))"
        case .number(let range): range.description
        case .boolean: "true or false"
        case .choice(let words): (words.count > 2 ? "one of " : "") + alternatives(words)
        case .numbers: "a list of numbers, such as [2, -3.4]"
        case .file: "the path of a file"
        case .autoOrInteger(let range): "auto or \(Self.integer(range).expected)"
        }
    }

    /// The setting that a node stands for. Relative file paths stay as they are written.
    package func setting(of node: ConfigurationNode, at place: ConfigurationError.Location, path: String)
        throws(ConfigurationError) -> Setting
    {
        let wrong = ConfigurationError(at: place, path: path, found: node.found, expected: expected)
        if case .numbers = self {
            return .numbers(try numbers(of: node, otherwise: wrong))
        }
        guard case .scalar(let text, let isQuoted, _) = node, !node.isNull else { throw wrong }
        switch self {
        case .text(let rule):
            guard rule.allows(text) else { throw wrong }
            return .text(text)
        case .file:
            guard Schema.TextRule.any.allows(text) else { throw wrong }
            return .text(text)
        case .choice(let words):
            guard words.contains(text) else { throw wrong }
            return .text(text)
        case .boolean:
            guard !isQuoted, text == "true" || text == "false" else { throw wrong }
            return .boolean(text == "true")
        case .number(let range):
            guard !isQuoted, let number = Numerals.number(text), range.contains(number) else { throw wrong }
            return .number(number)
        case .autoOrInteger where text == "auto":
            return .auto
        case .integer(let range), .autoOrInteger(let range):
            guard !isQuoted, let number = Numerals.integer(text) else { throw wrong }
            guard range.contains(number) else { throw outside(range, number, node, at: place, path: path) }
            return .integer(number)
        case .numbers:
            preconditionFailure("read above")
        }
    }

    private func numbers(
        of node: ConfigurationNode, otherwise wrong: ConfigurationError
    ) throws(ConfigurationError) -> [Double] {
        guard case .sequence(let items, _) = node, !items.isEmpty else { throw wrong }
        var numbers: [Double] = []
        for (index, item) in items.enumerated() {
            guard case .scalar(let text, isQuoted: false, _) = item, let number = Numerals.number(text) else {
                throw ConfigurationError(
                    at: item.location, path: wrong.path, found: "\(item.found) as item \(index + 1)",
                    expected: "a number")
            }
            numbers.append(number)
        }
        return numbers
    }

    /// Names only the bound that was crossed: the other one is no help.
    private func outside(
        _ range: ClosedRange<Int>, _ number: Int, _ node: ConfigurationNode, at place: ConfigurationError.Location,
        path: String
    ) -> ConfigurationError {
        let bound =
            number < range.lowerBound
            ? "at least \(Numerals.text(range.lowerBound))" : "at most \(Numerals.text(range.upperBound))"
        let auto = if case .autoOrInteger = self { "auto or " } else { "" }
        return ConfigurationError(
            at: place, path: path, found: node.found, expected: "\(auto)a whole number of \(bound)")
    }
}

extension Schema.TextRule {
    func allows(_ text: String) -> Bool {
        // NUL ends a path early; Yams drops a byte order mark at the start, so it could not be written back.
        guard let first = text.unicodeScalars.first, first != "\u{FEFF}", !text.unicodeScalars.contains("\0") else {
            return false
        }
        switch self {
        case .any:
            return true
        case .directoryName:
            let isPlain = text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
            return isPlain && text.utf8.count <= 200 && !text.hasPrefix(".") && !text.hasPrefix("-")
        case .directoryTemplate:
            let rest = text.split(separator: "{name}", omittingEmptySubsequences: false).joined()
            return !rest.contains("{") && !rest.contains("}")
        }
    }
}
