import CZlib

/// The two cyclic redundancy checks of 32 bits that files here carry; both are reflected, with all ones at both ends.
package enum CRC32 {
    /// CRC-32 as ZIP, gzip and PNG have it, by zlib.
    ///
    /// Sources: https://www.rfc-editor.org/rfc/rfc1952#section-8 and https://www.w3.org/TR/png-3/#5CRC-algorithm
    package static func ieee(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        UInt32(truncatingIfNeeded: crc32_z(0, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count))
    }

    /// CRC-32C, which has another polynomial; iSCSI and TensorBoard have it.
    ///
    /// Source: https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4
    package static func castagnoli(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        ~bytes.reduce(~0) { rest, byte in
            castagnoliTable[Int(UInt8(truncatingIfNeeded: rest) ^ byte)] ^ rest >> 8
        }
    }

    /// For each byte the remainder that it leaves.
    private static let castagnoliTable: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ 0x82F6_3B78 : rest >> 1 }
    }
}
