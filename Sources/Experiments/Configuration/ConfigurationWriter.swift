import Files

/// Writes configurations as YAML, section by section in the table's order.
struct ConfigurationWriter {
    private struct Line {
        var text: String
        var documentation: String?
    }

    private var lines: [Line] = []
    /// The sections whose headings were written, outermost first.
    private var open: [Schema.Section] = []

    /// The resolved file: every setting, no comments.
    static func text(of values: [String: Setting]) -> String {
        var writer = ConfigurationWriter()
        for entry in Schema.keys {
            guard let setting = values[entry.path] else { continue }
            writer.openSections(of: entry.path, documented: false)
            writer.append(entry, setting, isComment: false, documented: false)
        }
        return writer.text
    }

    /// Every key's path and value, in the table's order; text without quotation marks.
    static func settings(of values: [String: Setting]) -> [(path: String, value: String)] {
        Schema.keys.compactMap { entry in
            guard let setting = values[entry.path] else { return nil }
            let value = if case .text(let word) = setting { word } else { text(of: setting, as: entry.type) }
            return (entry.path, value)
        }
    }

    /// Every key with its default and what it means. What has no default, what does not apply beside the defaults, and
    /// every section that is not used by default is there as a comment.
    static func defaults() -> String {
        var writer = ConfigurationWriter()
        var values: [String: Setting] = [:]
        for entry in Schema.keys {
            writer.openSections(of: entry.path, documented: true)
            let presence = entry.variant(beside: values)?.presence ?? entry.presence
            let isOptional = if case .optional = presence { true } else { false }
            let isComment = isOptional || !entry.applies(beside: values)
            let setting = if case .defaulted(let setting) = presence { setting } else { example(of: entry) }
            if !isComment { values[entry.path] = setting }
            writer.append(entry, setting, isComment: isComment, documented: true)
        }
        return """
            # Every key of a configuration, with its default. Keys behind a # have no default, or need another choice
            # than the one made here.

            """ + writer.text
    }

    private static func example(of entry: Schema.Entry) -> Setting {
        guard let example = entry.example else { preconditionFailure("\(entry.path) has no example") }
        return example
    }

    private var text: String {
        let documented = lines.filter { $0.documentation != nil }
        let column = (documented.map(\.text.count).max() ?? 0) + 2
        return lines.map { line in
            guard let documentation = line.documentation else { return line.text + "\n" }
            return line.text + String(repeating: " ", count: column - line.text.count) + "# \(documentation)\n"
        }.joined()
    }

    // MARK: - Lines

    private mutating func openSections(of path: String, documented: Bool) {
        let path = Schema.parent(of: path)
        open.removeAll { $0.path != path && !path.hasPrefix($0.path + ".") }
        for section in Schema.sections where path == section.path || path.hasPrefix(section.path + ".") {
            guard !open.contains(where: { $0.path == section.path }) else { continue }
            open.append(section)
            if open.count == 1 { lines.append(Line(text: "")) }
            append(section.path, "\(Schema.name(of: section.path)):", documented ? section.documentation : nil)
        }
    }

    private mutating func append(_ entry: Schema.Entry, _ setting: Setting, isComment: Bool, documented: Bool) {
        let text = "\(Schema.name(of: entry.path)): \(Self.text(of: setting, as: entry.type))"
        append(entry.path, text, documented ? Self.documentation(of: entry) : nil, isComment: isComment)
    }

    private mutating func append(
        _ path: String, _ text: String, _ documentation: String?, isComment: Bool = false
    ) {
        let depth = path.filter { $0 == "." }.count
        // After the mark of a commented section, its keys keep their indentation, and those that are comments in their
        // own right a mark of their own, so that removing the section's marks is enough.
        let sectionMark = documentation == nil ? nil : open.firstIndex(where: Self.isUnusedByDefault)
        let marks = [sectionMark, isComment ? depth : nil].compactMap(\.self)
        let indentation = (0..<depth).map { marks.contains($0) ? "# " + Self.indentation : Self.indentation }.joined()
        let ownMark = marks.contains(depth) ? "# " : ""
        lines.append(Line(text: indentation + ownMark + text, documentation: documentation))
    }

    private static let indentation = "  "

    private static func isUnusedByDefault(_ section: Schema.Section) -> Bool {
        switch section.presence {
        case .required, .optional: false
        case .onRequest: true
        case .alternative:
            Schema.alternativeSections(of: Schema.parent(of: section.path)).first?.path != section.path
        }
    }

    /// Lists of words to choose from with more letters are left to what the key means.
    private static let longestListOfWords = 68

    /// What a key means, after what it applies to and the words to choose from.
    private static func documentation(of entry: Schema.Entry) -> String {
        var parts: [String] = []
        if let condition = entry.condition { parts.append("for \(alternatives(condition.words))") }
        if case .choice(let words, _) = entry.type {
            let list = words.joined(separator: " | ")
            if list.count <= longestListOfWords { parts.append(list) }
        }
        return (parts + [entry.documentation]).joined(separator: ": ")
    }

    // MARK: - Values

    static func text(of setting: Setting, as type: Schema.ValueType) -> String {
        switch setting {
        case .text(let word):
            // A choice is written bare even where another reader of YAML would see a boolean in it, such as `off`.
            switch type {
            case .choice: word
            case .texts, .pairs, .files: quotedIfNeeded(word, inList: true)
            default: quotedIfNeeded(word)
            }
        case .integer(let number): Numerals.text(number)
        case .number(let number): Numerals.text(number)
        case .boolean(let value): String(value)
        case .list(let settings): "[\(settings.map { Self.text(of: $0, as: type) }.joined(separator: ", "))]"
        case .auto: "auto"
        case .named(let numbers):
            "{\(numbers.map { "\(quotedIfNeeded($0.name, inList: true)): \(Numerals.text($0.number))" }.joined(separator: ", "))}"
        case .parameters(let parameters): "{\(parameters.map { "\($0.name): \($0.text)" }.joined(separator: ", "))}"
        }
    }

    /// Bare where every reader of YAML would see the same text, in double quotes otherwise.
    static func quotedIfNeeded(_ text: String, inList: Bool = false) -> String {
        let isBare = text.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "/", "-": true
            case "{", "}": !inList
            default: false
            }
        }
        let startsBare = text.unicodeScalars.first.map { $0 == "/" || $0.properties.isAlphabetic } ?? false
        let reserved = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
        return isBare && startsBare && !reserved.contains(text.lowercased()) ? text : "\"\(escapedForQuotes(text))\""
    }

    private static func escapedForQuotes(_ text: String) -> String {
        var quoted = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case _ where scalar.isInvisible:
                let code = String(scalar.value, radix: 16)
                quoted += "\\U" + String(repeating: "0", count: 8 - code.count) + code
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted
    }
}

extension Configuration {
    /// The resolved file of a single run: every key that applies, with its value, except those of the sweep. Loading it
    /// gives an equal configuration where there is no sweep.
    public func yaml() -> String {
        yaml(without: [Schema.Sweep.section.path])
    }

    /// Every key that applies with its value, in the resolved file's order: text as it is, all else as the file has it.
    public var settings: [(path: String, value: String)] {
        ConfigurationWriter.settings(of: values)
    }

    /// `yaml()` without some keys and the keys of some sections.
    package func yaml(without paths: [String]) -> String {
        ConfigurationWriter.text(of: values(without: paths))
    }

    /// `settings` without some keys and the keys of some sections.
    func settings(without paths: [String]) -> [(path: String, value: String)] {
        ConfigurationWriter.settings(of: values(without: paths))
    }

    private func values(without paths: [String]) -> [String: Setting] {
        values.filter { key, _ in !paths.contains { key == $0 || key.hasPrefix($0 + ".") } }
    }

    /// A configuration to start from: every key with its default and a line of explanation. It is valid as it stands.
    public static func defaultsYAML() -> String {
        ConfigurationWriter.defaults()
    }
}
