/// A message in the wire format of Protocol Buffers, made field by field.
///
/// Source: https://protobuf.dev/programming-guides/encoding
struct ProtobufMessage {
    private(set) var bytes: [UInt8] = []

    private enum WireType: UInt64 {
        case variable = 0
        case lengthDelimited = 2
    }

    /// Adds a number that is not negative.
    mutating func add(_ field: Int, _ number: Int) {
        addTag(field, .variable)
        addVariable(UInt64(number))
    }

    /// Adds a text.
    mutating func add(_ field: Int, _ text: String) {
        Array(text.utf8).withUnsafeBytes { add(field, $0) }
    }

    /// Adds a message.
    mutating func add(_ field: Int, _ message: ProtobufMessage) {
        message.bytes.withUnsafeBytes { add(field, $0) }
    }

    /// Adds bytes.
    mutating func add(_ field: Int, _ content: UnsafeRawBufferPointer) {
        addTag(field, .lengthDelimited)
        addVariable(UInt64(content.count))
        bytes.append(contentsOf: content)
    }

    private mutating func addTag(_ field: Int, _ type: WireType) {
        addVariable(UInt64(field) << 3 | type.rawValue)
    }

    /// Seven bits a byte, lowest first; the eighth says whether more follow.
    private mutating func addVariable(_ number: UInt64) {
        var rest = number
        while rest > 0x7F {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
