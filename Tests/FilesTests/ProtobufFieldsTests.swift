import Files
import TestSupport
import Testing

@Suite("The fields of a message of Protocol Buffers")
struct ProtobufFieldsTests {
    @Test("are what was written, in order")
    func written() throws {
        var inner = ProtobufMessage()
        inner.add(1, "a")
        var message = ProtobufMessage()
        message.add(1, -7)
        message.add(2, 0.1)
        message.add(3, Float(0.1))
        message.add(4, inner)
        message.add(1, 300)
        let fields = try #require(ProtobufFields(message.bytes[...]))
        #expect(fields.all.map(\.number) == [1, 2, 3, 4, 1])
        let values: [ProtobufFields.Value] = [
            .varint(UInt64(bitPattern: -7)), .fixed64((0.1).bitPattern), .fixed32(Float(0.1).bitPattern),
            .bytes(inner.bytes[...]), .varint(300),
        ]
        #expect(fields.all.map(\.value) == values)
        #expect(fields.integer(1) == 300 && fields.integer(2) == nil && fields.integer(9) == nil)
        #expect(fields.bytes(4) == [inner.bytes[...]] && fields.bytes(1).isEmpty)
        #expect(ProtobufFields([])?.all.isEmpty == true)
    }

    @Test("of a packed list are one piece of bytes")
    func packed() throws {
        // The format's own example: the list 3, 270, 86942.
        let fields = try #require(ProtobufFields([0x32, 0x06, 0x03, 0x8E, 0x02, 0x9E, 0xA7, 0x05]))
        #expect(fields.bytes(6) == [[0x03, 0x8E, 0x02, 0x9E, 0xA7, 0x05]])
    }

    @Test(
        "are none where the bytes are no message",
        arguments: [
            [0x08], [0x08, 0x80], [0x09, 1, 2, 3, 4, 5, 6, 7], [0x0D, 1, 2, 3], [0x12, 2, 65], [0x0B], [0x00, 1],
            [0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
            [0x08] + [UInt8](repeating: 0xFF, count: 11),
        ])
    func malformed(bytes: [UInt8]) {
        #expect(ProtobufFields(bytes[...]) == nil)
    }

    @Test("are read or refused without a trap, whatever the bytes")
    func anyBytes() {
        var random = SplitMix(state: 2)
        var readCount = 0
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...12, using: &random)).map { _ in UInt8.random(in: 0...40, using: &random)
            }
            if ProtobufFields(bytes[...]) != nil { readCount += 1 }
        }
        #expect(readCount > 100 && readCount < 20_000)
    }
}
