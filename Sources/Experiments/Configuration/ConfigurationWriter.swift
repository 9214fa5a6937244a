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

    /// Every key with its default and what it means. What has no default, and every alternative section but the first
    /// of its kind, is there as a comment.
    static func defaults() -> String {
        var writer = ConfigurationWriter()
        for entry in Schema.keys {
            writer.openSections(of: entry.path, documented: true)
            switch entry.presence {
            case .defaulted(let setting):
                writer.append(entry, setting, isComment: false, documented: true)
            case .required, .optional:
                guard let example = entry.example else { preconditionFailure("\(entry.path) has no example") }
                let isOptional = if case .optional = entry.presence { true } else { false }
                writer.append(entry, example, isComment: isOptional, documented: true)
            }
        }
        return """
            # Every key of a configuration, with its default. Keys behind a # have no default, or belong to the
            # alternative that is not used here.

            """ + writer.text
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
        // Behind the mark of a commented section its keys keep their indentation, so that removing the marks is enough.
        let commented = documentation == nil ? nil : open.firstIndex(where: Self.isUnusedAlternative)
        let mark = commented ?? (isComment ? depth : nil)
        let indentation = String(repeating: "  ", count: depth)
        guard let mark else {
            lines.append(Line(text: indentation + text, documentation: documentation))
            return
        }
        let (outside, inside) = (indentation.prefix(2 * mark), indentation.dropFirst(2 * mark))
        lines.append(Line(text: "\(outside)# \(inside)\(text)", documentation: documentation))
    }

    private static func isUnusedAlternative(_ section: Schema.Section) -> Bool {
        section.presence == .alternative
            && Schema.alternativeSections(of: Schema.parent(of: section.path)).first?.path != section.path
    }

    private static func documentation(of entry: Schema.Entry) -> String {
        guard case .choice(let words) = entry.type, words.count > 1 else { return entry.documentation }
        return "\(words.joined(separator: " | ")): \(entry.documentation)"
    }

    // MARK: - Values

    private static func text(of setting: Setting, as type: Schema.ValueType) -> String {
        switch setting {
        case .text(let word):
            // A choice is written bare even where another reader of YAML would see a boolean in it, such as `off`.
            if case .choice = type { word } else { quotedIfNeeded(word) }
        case .integer(let number): Numerals.text(number)
        case .number(let number): Numerals.text(number)
        case .boolean(let value): String(value)
        case .numbers(let numbers): "[\(numbers.map(Numerals.text).joined(separator: ", "))]"
        case .auto: "auto"
        }
    }

    /// Bare where every reader of YAML would see the same text, in double quotes otherwise.
    private static func quotedIfNeeded(_ text: String) -> String {
        let isBare = text.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "/", "-", "{", "}": true
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
    /// The resolved file: every key that applies, with its value. Loading it gives an equal configuration.
    public func yaml() -> String {
        ConfigurationWriter.text(of: values)
    }

    /// A configuration to start from: every key with its default and a line of explanation. It is valid as it stands.
    public static func defaultsYAML() -> String {
        ConfigurationWriter.defaults()
    }
}
