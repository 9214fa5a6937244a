import FoundationEssentials

extension JSONValue: Decodable {
    /// Reads a document. The order of an object's keys is lost: they come sorted.
    public init(from decoder: any Decoder) throws {
        // The most frequent kind comes first, since a failed attempt takes time.
        if let scalar = try Self.scalar(decoder.singleValueContainer()) {
            self = scalar
        } else if var array = try? decoder.unkeyedContainer() {
            var elements: [JSONValue] = []
            while !array.isAtEnd { elements.append(try array.decode(JSONValue.self)) }
            self = .array(elements)
        } else {
            let object = try decoder.container(keyedBy: Key.self)
            let keys = object.allKeys.sorted { $0.stringValue < $1.stringValue }
            self = .object(try keys.map { ($0.stringValue, try object.decode(JSONValue.self, forKey: $0)) })
        }
    }

    private static func scalar(_ container: any SingleValueDecodingContainer) -> JSONValue? {
        if container.decodeNil() { return .null }
        if let number = try? container.decode(Double.self) {
            return Int(exactly: number).map { .integer($0) } ?? .number(number)
        }
        if let text = try? container.decode(String.self) { return .string(text) }
        return (try? container.decode(Bool.self)).map { .bool($0) }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Reads a document; nil where the bytes are not one.
    package init?(parsing bytes: some Sequence<UInt8>) {
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) else { return nil }
        self = value
    }
}

extension JSONValue {
    /// An object's member.
    package subscript(key: String) -> JSONValue? { members?.first { $0.key == key }?.value }

    /// An object's members.
    package var members: [(key: String, value: JSONValue)]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// An array's elements.
    package var elements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// An array's elements as numbers; NaN for those that are not, such as `null`.
    package var numbers: [Double]? { elements?.map { $0.double ?? .nan } }

    /// A number.
    package var double: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        case .float(let number): Double(number)
        default: nil
        }
    }

    /// A whole number.
    package var integer: Int? {
        if case .integer(let number) = self { number } else { nil }
    }

    /// A string.
    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }
}
