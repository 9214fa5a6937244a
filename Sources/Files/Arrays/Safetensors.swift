/// The safetensors format: named tensors with string metadata in one file that maps straight into memory.
///
/// A file is an 8-byte little-endian header length, a JSON header (name, element type, shape and place of each tensor),
/// and the tensors' bytes without gaps, little-endian and in row-major order.
/// Source: https://github.com/huggingface/safetensors#format
///
/// `Safetensors.File` reads and `Safetensors.write` writes. Neither ever converts a value.
public enum Safetensors {
    /// The longest header that is read or written, in bytes, as in the reference implementation.
    public static let longestHeader = 100_000_000

    static let metadataKey = "__metadata__"

    /// What an element of a tensor is. The raw value is the format's own name.
    public enum ElementType: String, CaseIterable, Sendable {
        /// Double precision, IEEE 754 binary64.
        case float64 = "F64"
        /// Single precision, IEEE 754 binary32.
        case float32 = "F32"
        /// Half precision, IEEE 754 binary16.
        case float16 = "F16"
        /// The upper half of a binary32.
        case bfloat16 = "BF16"
        /// A signed integer of 64 bits, in two's complement.
        case int64 = "I64"
        /// A signed integer of 32 bits, in two's complement.
        case int32 = "I32"
        /// A signed integer of 16 bits, in two's complement.
        case int16 = "I16"
        /// A signed integer of 8 bits, in two's complement.
        case int8 = "I8"
        /// An unsigned integer of 64 bits.
        case uint64 = "U64"
        /// An unsigned integer of 32 bits.
        case uint32 = "U32"
        /// An unsigned integer of 16 bits.
        case uint16 = "U16"
        /// An unsigned integer of 8 bits.
        case uint8 = "U8"
        /// A byte, 0 or 1.
        case bool = "BOOL"

        /// The size of an element in bytes.
        public var byteCount: Int {
            switch self {
            case .float64, .int64, .uint64: 8
            case .float32, .int32, .uint32: 4
            case .float16, .bfloat16, .int16, .uint16: 2
            case .int8, .uint8, .bool: 1
            }
        }
    }

    /// A tensor in a file: everything but its bytes.
    public struct Tensor: Hashable, Sendable {
        /// The name, unique in its file.
        public let name: String

        /// What the elements are.
        public let elementType: ElementType

        /// The extent of each dimension, slowest first; empty for a single number.
        public let shape: [Int]

        /// The place of the bytes, counted from the start of the file.
        public let byteRange: Range<Int>

        /// The product of the shape.
        public var elementCount: Int { byteRange.count / elementType.byteCount }
    }

    /// The number of bytes that a tensor takes; nil where an extent is negative or the product is too large.
    package static func byteCount(shape: [Int], of elementType: ElementType) -> Int? {
        var count = elementType.byteCount
        for extent in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard extent >= 0, !overflow else { return nil }
            count = product
        }
        return count
    }
}
