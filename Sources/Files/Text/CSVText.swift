/// Text of CSV files (RFC 4180).
package enum CSVText {
    /// A text as a field: in quotes where it would end early without.
    package static func field(_ text: String) -> String {
        let needsQuotes = text.contains { $0 == "," || $0 == "\"" || $0.isNewline }
        return needsQuotes ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
    }

    /// Fields as a line, with its end.
    package static func line(_ fields: [String]) -> String { fields.joined(separator: ",") + "\n" }
}
