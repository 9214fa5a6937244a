import FoundationEssentials

/// Names as a JSON array of strings, as metadata hold them.
package enum JSONNames {
    /// The array's text.
    package static func text(_ names: [String]) -> String {
        "[\(names.map(JSONText.quoted).joined(separator: ","))]"
    }

    /// The names of an array; nil where the text is no JSON array of strings.
    package static func names(_ text: String) -> [String]? {
        try? JSONDecoder().decode([String].self, from: Data(text.utf8))
    }
}
