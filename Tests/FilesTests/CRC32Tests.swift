import Files
import Testing

@Suite("Cyclic redundancy checks")
struct CRC32Tests {
    /// Check values of CRC-32/ISO-HDLC and CRC-32/ISCSI: https://reveng.sourceforge.io/crc-catalogue/all.htm
    @Test("have the published check values")
    func catalogue() {
        let digits = Array("123456789".utf8)
        #expect(digits.withUnsafeBytes(CRC32.ieee) == 0xCBF4_3926)
        #expect(digits.withUnsafeBytes(CRC32.castagnoli) == 0xE306_9283)
        #expect([UInt8]().withUnsafeBytes(CRC32.ieee) == 0)
        #expect([UInt8]().withUnsafeBytes(CRC32.castagnoli) == 0)
    }

    /// https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4
    @Test("of iSCSI are those of its standard")
    func iSCSI() {
        #expect([UInt8](repeating: 0, count: 32).withUnsafeBytes(CRC32.castagnoli) == 0x8A91_36AA)
        #expect([UInt8](repeating: 0xFF, count: 32).withUnsafeBytes(CRC32.castagnoli) == 0x62A8_AB43)
        #expect((0..<32).map { UInt8($0) }.withUnsafeBytes(CRC32.castagnoli) == 0x46DD_794E)
        #expect((0..<32).map { UInt8(31 - $0) }.withUnsafeBytes(CRC32.castagnoli) == 0x113F_DB5C)
    }
}
