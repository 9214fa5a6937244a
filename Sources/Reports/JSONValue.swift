import Files

/// A JSON document (RFC 8259) that keeps the order of its keys.
public enum JSONValue: Sendable, Equatable {
    case object([(key: String, value: JSONValue)])
    case array([JSONValue])
    case string(String)
    case integer(Int)
    /// A number, with the fewest digits that tell it from its neighbours; `null` where it is not finite.
    case number(Double)
    /// A single-precision number, likewise.
    case float(Float)
    case bool(Bool)
    case null

    /// The document on one line.
    public var compact: String { text(indentation: nil) }

    /// The document with a line for each member, indented by two spaces.
    public var pretty: String { text(indentation: 0) }

    /// The members in order.
    public static func == (a: JSONValue, b: JSONValue) -> Bool { a.compact == b.compact }

    private func text(indentation: Int?) -> String {
        switch self {
        case .object(let members):
            let space = indentation == nil ? "" : " "
            return Self.list(
                members.map { "\(JSONText.quoted($0.key)):\(space)" }, members.map(\.value), "{", "}", indentation)
        case .array(let elements):
            return Self.list(elements.map { _ in "" }, elements, "[", "]", indentation)
        case .string(let text): return JSONText.quoted(text)
        case .integer(let number): return "\(number)"
        case .number(let number): return number.isFinite ? "\(number)" : "null"
        case .float(let number): return number.isFinite ? "\(number)" : "null"
        case .bool(let value): return value ? "true" : "false"
        case .null: return "null"
        }
    }

    private static func list(
        _ labels: [String], _ values: [JSONValue], _ open: String, _ close: String, _ indentation: Int?
    ) -> String {
        guard let indentation, !values.isEmpty else {
            return open + zip(labels, values).map { $0 + $1.text(indentation: nil) }.joined(separator: ",") + close
        }
        let inner = String(repeating: " ", count: indentation + 2)
        let lines = zip(labels, values).map { inner + $0 + $1.text(indentation: indentation + 2) }
        return open + "\n" + lines.joined(separator: ",\n") + "\n" + inner.dropLast(2) + close
    }
}
