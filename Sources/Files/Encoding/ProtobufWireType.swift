/// How a field of a Protocol Buffers message is laid out; the lowest three bits of its tag.
enum ProtobufWireType: UInt64 {
    /// Seven bits a byte.
    case varint = 0
    /// Eight bytes, little-endian.
    case fixed64 = 1
    /// A length as a varint, and so many bytes.
    case lengthDelimited = 2
    /// Four bytes, little-endian.
    case fixed32 = 5
}
