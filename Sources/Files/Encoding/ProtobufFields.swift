/// The fields of a Protocol Buffers message of unknown origin.
///
/// Source: https://protobuf.dev/programming-guides/encoding
package struct ProtobufFields: Sendable {
    /// What a field holds; its declared type, which the bytes do not say, decides what that means.
    package enum Value: Sendable, Equatable {
        /// A whole number, a truth value or an enumeration.
        case varint(UInt64)
        /// Eight bytes, such as a `double`.
        case fixed64(UInt64)
        /// A string, bytes, a message or a packed list.
        case bytes(ArraySlice<UInt8>)
        /// Four bytes, such as a `float`.
        case fixed32(UInt32)
    }

    /// The fields in the order in which they are written.
    package private(set) var all: [(number: Int, value: Value)] = []

    /// Reads a message; nil where the bytes are none, or are cut off.
    package init?(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while !rest.isEmpty {
            guard let tag = Self.varint(&rest), let type = ProtobufWireType(rawValue: tag & 7),
                let number = Int(exactly: tag >> 3), number > 0, let value = Self.value(type, &rest)
            else { return nil }
            all.append((number, value))
        }
    }

    /// The last whole number of a field; nil where there is none.
    package func integer(_ field: Int) -> Int? {
        for case (field, .varint(let number)) in all.reversed() { return Int(truncatingIfNeeded: number) }
        return nil
    }

    /// The strings or messages of a field.
    package func bytes(_ field: Int) -> [ArraySlice<UInt8>] {
        all.compactMap { number, value in
            if number == field, case .bytes(let bytes) = value { bytes } else { nil }
        }
    }

    private static func value(_ type: ProtobufWireType, _ rest: inout ArraySlice<UInt8>) -> Value? {
        switch type {
        case .varint: varint(&rest).map { .varint($0) }
        case .fixed64: take(8, &rest).map { .fixed64(littleEndian($0)) }
        case .fixed32: take(4, &rest).map { .fixed32(UInt32(littleEndian($0))) }
        case .lengthDelimited: varint(&rest).flatMap { take($0, &rest) }.map { .bytes($0) }
        }
    }

    private static func take(_ count: UInt64, _ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(Int(count)) }
        return rest.prefix(Int(count))
    }

    private static func littleEndian(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// At most ten bytes; bits above the 64th are dropped, as other readers do.
    private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        var number: UInt64 = 0
        for shift in stride(from: 0, to: 70, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            number |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte < 0x80 { return number }
        }
        return nil
    }
}
