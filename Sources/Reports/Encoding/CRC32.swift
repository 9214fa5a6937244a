/// Cyclic redundancy checks of 32 bits, reflected, with all ones at both ends.
package struct CRC32: Sendable {
    /// That of PNG and zip. Source: https://www.w3.org/TR/png-3/#5CRC-algorithm
    package static let ieee = CRC32(reflectedPolynomial: 0xEDB8_8320)
    /// CRC-32C, that of iSCSI and TensorBoard. Source: https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4
    package static let castagnoli = CRC32(reflectedPolynomial: 0x82F6_3B78)

    private let table: [UInt32]

    private init(reflectedPolynomial: UInt32) {
        table = (0..<256).map { byte in
            (0..<8).reduce(UInt32(byte)) { rest, _ in
                rest & 1 == 1 ? rest >> 1 ^ reflectedPolynomial : rest >> 1
            }
        }
    }

    /// The check of some bytes.
    package func callAsFunction(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(~0) { rest, byte in table[Int(UInt8(truncatingIfNeeded: rest) ^ byte)] ^ rest >> 8 }
    }
}
