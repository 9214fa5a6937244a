/// A message in the wire format of Protocol Buffers, written field by field.
///
/// Source: https://protobuf.dev/programming-guides/encoding
package struct ProtobufMessage: Sendable {
    /// The fields written so far.
    package private(set) var bytes: [UInt8] = []

    /// An empty message.
    package init() {}

    /// Adds a whole number: `int32`, `int64` or an enumeration.
    package mutating func add(_ field: Int, _ number: Int) {
        addTag(field, .varint)
        addVarint(UInt64(bitPattern: Int64(number)))
    }

    /// Adds a `bool`.
    package mutating func add(_ field: Int, _ truth: Bool) { add(field, truth ? 1 : 0) }

    /// Adds a `double`.
    package mutating func add(_ field: Int, _ number: Double) {
        addTag(field, .fixed64)
        bytes.append(littleEndian: number.bitPattern)
    }

    /// Adds a `float`.
    package mutating func add(_ field: Int, _ number: Float) {
        addTag(field, .fixed32)
        bytes.append(littleEndian: number.bitPattern)
    }

    /// Adds a `string`.
    package mutating func add(_ field: Int, _ text: String) {
        var text = text
        text.withUTF8 { add(field, UnsafeRawBufferPointer($0)) }
    }

    /// Adds a message.
    package mutating func add(_ field: Int, _ message: ProtobufMessage) {
        message.bytes.withUnsafeBytes { add(field, $0) }
    }

    /// Adds a list of `double`, packed. An empty list is written as no field at all.
    package mutating func add(_ field: Int, packed numbers: [Double]) {
        guard !numbers.isEmpty else { return }
        addTag(field, .lengthDelimited)
        addVarint(UInt64(8 * numbers.count))
        for number in numbers { bytes.append(littleEndian: number.bitPattern) }
    }

    /// Adds `bytes`.
    package mutating func add(_ field: Int, _ content: UnsafeRawBufferPointer) {
        addTag(field, .lengthDelimited)
        addVarint(UInt64(content.count))
        bytes.append(contentsOf: content)
    }

    private mutating func addTag(_ field: Int, _ type: ProtobufWireType) {
        addVarint(UInt64(field) << 3 | type.rawValue)
    }

    /// Seven bits a byte, the lowest first; the eighth says whether more follow.
    private mutating func addVarint(_ number: UInt64) {
        var rest = number
        while rest > 0x7F {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
