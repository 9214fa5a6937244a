/// Makes text of unknown origin fit for one line of an error message.
package enum OneLine {
    /// `text` with everything that could break or redirect a terminal's line written as an escape.
    package static func escaped(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": line += "\\n"
            case "\r": line += "\\r"
            case "\t": line += "\\t"
            case "\0": line += "\\0"
            default:
                if scalar.isInvisible {
                    line += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    line.unicodeScalars.append(scalar)
                }
            }
        }
        return line
    }

    /// `text` escaped, and cut after `limit` characters.
    package static func shortened(_ text: String, limit: Int = 40) -> String {
        // A prefix first: escaping a megabyte to keep a line of it would be a waste.
        let start = text.prefix(limit)
        return escaped(String(start)) + (start.endIndex < text.endIndex ? "…" : "")
    }

    /// The first `limit` of some names, each shortened, and how many more there are.
    package static func list(_ names: [String], limit: Int) -> String {
        let more = names.count > limit ? " and \(names.count - limit) more" : ""
        return names.prefix(limit).map { shortened($0) }.joined(separator: ", ") + more
    }

    /// `text` as `shortened` gives it, in quotes.
    package static func quoted(_ text: String, limit: Int = 40) -> String {
        "\"\(shortened(text, limit: limit))\""
    }
}

extension Unicode.Scalar {
    /// Whether the scalar is a control, a format mark (bidirectional overrides among them) or no character at all.
    package var isInvisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
