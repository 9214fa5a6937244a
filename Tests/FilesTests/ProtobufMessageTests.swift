import Files
import TestSupport
import Testing

@Suite("A message of Protocol Buffers")
struct ProtobufMessageTests {
    private func bytes(_ fill: (inout ProtobufMessage) -> Void) -> [UInt8] {
        var message = ProtobufMessage()
        fill(&message)
        return message.bytes
    }

    /// The examples of https://protobuf.dev/programming-guides/encoding, and of its definition of varints.
    @Test("is written as the format's own examples")
    func examples() {
        #expect(bytes { $0.add(1, 150) } == [0x08, 0x96, 0x01])
        #expect(bytes { $0.add(2, "testing") } == [0x12, 0x07] + Array("testing".utf8))
        var inner = ProtobufMessage()
        inner.add(1, 150)
        #expect(bytes { $0.add(3, inner) } == [0x1A, 0x03, 0x08, 0x96, 0x01])
        #expect(bytes { $0.add(1, -2) } == [0x08, 0xFE] + [UInt8](repeating: 0xFF, count: 8) + [0x01])
        #expect(bytes { $0.add(1, true) } == [0x08, 0x01])
        #expect(bytes { $0.add(16, 0) } == [0x80, 0x01, 0x00])
        // IEEE 754: 25.4 is 0x41CB3333 and 0x4039666666666666.
        #expect(bytes { $0.add(5, Float(25.4)) } == [0x2D, 0x33, 0x33, 0xCB, 0x41])
        #expect(bytes { $0.add(5, 25.4) } == [0x29, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x39, 0x40])
        #expect(bytes { $0.add(6, packed: [25.4]) } == [0x32, 8, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x39, 0x40])
        #expect(bytes { $0.add(6, packed: []) } == [])
    }

    @Test("is what Python reads, and what it writes", .needs(.python("google.protobuf")))
    func python() throws {
        let folder = try ScratchFolder()
        var random = SplitMix(state: 5)
        for trial in 0..<20 {
            let whole =
                trial == 0 ? Int.min : trial == 1 ? Int.max : Int(Int32.random(in: .min ... .max, using: &random))
            let number = Double.random(in: -1e9...1e9, using: &random)
            let list = (0..<[1, 2, 15, 16, 300][trial % 5]).map { _ in Double.random(in: -1...1, using: &random) }
            let text = String(repeating: "é🙂", count: [1, 21, 22, 3000][trial % 4])
            var inner = ProtobufMessage()
            inner.add(1, whole)
            let message = bytes { message in
                message.add(1, whole)
                message.add(2, number)
                message.add(3, Float(number))
                message.add(4, text)
                message.add(5, packed: list)
                message.add(6, true)
                message.add(7, inner)
                message.add(7, inner)
                message.add(2047, "end")
            }
            let output = try PythonPeer.run(
                Self.reader, folder.put(message, in: "message"), "\(whole)", "\(number)", text, "\(list)")
            #expect(output == "same\n")
        }
    }

    private static let reader = """
        import json, struct, sys
        from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
        F = descriptor_pb2.FieldDescriptorProto
        file = descriptor_pb2.FileDescriptorProto(name="a.proto", syntax="proto3")
        message = file.message_type.add(name="M")
        def field(name, number, type, label=F.LABEL_OPTIONAL, of=None):
            message.field.add(name=name, number=number, type=type, label=label, type_name=of)
        field("whole", 1, F.TYPE_INT64)
        field("number", 2, F.TYPE_DOUBLE)
        field("single", 3, F.TYPE_FLOAT)
        field("text", 4, F.TYPE_STRING)
        field("list", 5, F.TYPE_DOUBLE, F.LABEL_REPEATED)
        field("truth", 6, F.TYPE_BOOL)
        field("inner", 7, F.TYPE_MESSAGE, F.LABEL_REPEATED, ".M")
        field("end", 2047, F.TYPE_STRING)
        pool = descriptor_pool.DescriptorPool()
        pool.Add(file)
        M = message_factory.GetMessageClass(pool.FindMessageTypeByName("M"))
        data = open(sys.argv[1], "rb").read()
        m = M.FromString(data)
        whole, number, text, numbers = int(sys.argv[2]), float(sys.argv[3]), sys.argv[4], json.loads(sys.argv[5])
        assert m.whole == whole and m.number == number and m.text == text and list(m.list) == numbers
        assert m.single == struct.unpack("f", struct.pack("f", number))[0] and m.truth and m.end == "end"
        assert [i.whole for i in m.inner] == [whole, whole]
        assert m.SerializeToString(deterministic=True) == data
        print("same")
        """
}
