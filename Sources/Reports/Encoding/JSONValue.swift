import Files

/// A JSON document (RFC 8259) that keeps the order of its keys.
public enum JSONValue: Sendable, Equatable {
    /// Members in their order.
    case object([(key: String, value: JSONValue)])
    /// Elements in their order.
    case array([JSONValue])
    /// A text.
    case string(String)
    /// A whole number.
    case integer(Int)
    /// A number, with the fewest digits that distinguish it from its neighbours; `null` where it is not finite.
    case number(Double)
    /// A single-precision number, likewise.
    case float(Float)
    /// `true` or `false`.
    case bool(Bool)
    /// `null`.
    case null

    /// The document on one line.
    public var compact: String { text(indentation: nil) }

    /// The document with a line for each member and each short element of an array, indented by two spaces.
    public var pretty: String { text(indentation: 0) }

    /// The members in order.
    public static func == (a: JSONValue, b: JSONValue) -> Bool { a.compact == b.compact }

    private func text(indentation: Int?) -> String {
        let inner = indentation.map { $0 + 2 }
        switch self {
        case .object(let members):
            let colon = indentation == nil ? ":" : ": "
            let lines = members.map { JSONText.quoted($0.key) + colon + $0.value.text(indentation: inner) }
            return Self.list(lines, "{", "}", indentation)
        case .array(let elements):
            return Self.list(elements.map { $0.element(indentation: inner) }, "[", "]", indentation)
        case .string(let text): return JSONText.quoted(text)
        case .integer(let number): return "\(number)"
        case .number(let number): return number.isFinite ? "\(number)" : "null"
        case .float(let number): return number.isFinite ? "\(number)" : "null"
        case .bool(let value): return value ? "true" : "false"
        case .null: return "null"
        }
    }

    /// An array's element: on one line where it is short, as in a table.
    private func element(indentation: Int?) -> String {
        let line = compact
        return line.utf8.count <= 100 ? line : text(indentation: indentation)
    }

    private static func list(_ items: [String], _ open: String, _ close: String, _ indentation: Int?) -> String {
        guard let indentation, !items.isEmpty else { return open + items.joined(separator: ",") + close }
        let margin = String(repeating: " ", count: indentation)
        return open + "\n" + items.map { "\(margin)  \($0)" }.joined(separator: ",\n") + "\n" + margin + close
    }
}
