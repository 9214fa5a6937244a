import Datasets
import Files
import TestSupport
import Testing

@Suite("Tensors in a safetensors file")
struct TensorFileTests {
    let fixture: FormatFixture

    init() throws { fixture = try FormatFixture() }

    /// A file of tensors: name, type, shape and bytes.
    private func file(_ tensors: [(String, String, [Int], [UInt8])]) -> [UInt8] {
        var offset = 0
        let members = tensors.map { name, type, shape, bytes in
            defer { offset += bytes.count }
            return
                "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(offset),\(offset + bytes.count)]}"
        }
        let header = Array("{\(members.joined(separator: ","))}".utf8)
        return UInt64(header.count).little + header + tensors.flatMap(\.3)
    }

    @Test("are features of every type")
    func types() throws {
        for (type, bytes, expected) in [
            ("F64", [1.5, -1e-3].flatMap(\.bitPattern.little), [1.5, -1e-3]),
            ("F32", [1.5, -1e-3].flatMap { Float($0).bitPattern.little }, [1.5, -1e-3]),
            ("F16", [0, 0x3C, 1, 0x80], [1, -0x1p-24]), ("BF16", [0x80, 0x3F, 1, 0xC0], [1, -2.015625]),
            ("I64", [1, Int64.min].flatMap(\.little), [1, -0x1p63]),
            ("I32", [1, Int32.min].flatMap(\.little), [1, -0x1p31]),
            ("I16", [1, Int16.min].flatMap(\.little), [1, -32768]), ("I8", [1, 0x80], [1, -128]),
            ("U8", [1, 0x80], [1, 128]),
        ] as [(String, [UInt8], [Float])] {
            let path = try fixture.put("x.safetensors", file([("t", type, [2, 1], bytes)]))
            #expect(try RowFile(path: path).read(targets: nil, workers: fourWorkers).features() == expected, "\(type)")
        }
    }

    @Test("are found by name")
    func names() throws {
        let tensors =
            [
                ("images", "U8", [2, 1, 2], [1, 2, 3, 4]), ("labels", "I64", [2], [5, Int64(6)].flatMap(\.little)),
            ] as [(String, String, [Int], [UInt8])]
        let path = try fixture.put("x.safetensors", file(tensors))
        let rows = try RowFile(path: path, target: "labels").read(targets: .number, workers: fourWorkers)
        #expect(rows.features() == [1, 2, 3, 4])
        guard case .numbers(let numbers) = rows.targets else { throw DataError(file: "", problem: "no numbers") }
        #expect(numbers == [5, 6])
        let three = try fixture.put("y.safetensors", file(tensors + [("more", "U8", [2], [0, 0])]))
        #expect(
            try RowFile(path: three, target: "labels", features: "images").read(targets: .label, workers: fourWorkers)
                .classes()?.names
                == ["5", "6"])
        func expect(_ file: RowFile, _ kind: FileRows.TargetKind?, _ message: String) {
            let error = #expect(throws: DataError.self) { _ = try file.read(targets: kind, workers: fourWorkers) }
            #expect(error?.description == three + message)
        }
        let all = #": found "images", "labels", "more", expected "#
        expect(RowFile(path: three, target: "labels"), .label, all + "the name of the tensor of features")
        expect(RowFile(path: three, target: "label", features: "images"), .label, all + #"a tensor "label""#)
        expect(
            RowFile(path: three, features: "images"), .label,
            ": found features without targets, expected a file of targets beside it")
    }

    @Test("that lie are refused in one line")
    func mistakes() throws {
        for (tensors, message) in [
            (
                [("t", "U8", [1 << 60, 16], [])],
                #": tensor "t": found shape [1152921504606846976, 16], expected a size that a file can have"#
            ),
            ([("t", "U8", [0, 4], [])], #": found "t" with shape [0, 4], expected at least one row of one number"#),
            ([("t", "U8", [], [1])], #": found "t" with shape [], expected at least one row of one number"#),
        ] as [([(String, String, [Int], [UInt8])], String)] {
            #expect(try fixture.problem("x.safetensors", file(tensors)) == message)
        }
        let whole = file([("t", "U8", [2, 2], [1, 2, 3, 4])])
        for count in 0..<whole.count {
            #expect(try fixture.problem("x.safetensors", Array(whole.prefix(count))) != nil, "\(count) bytes")
        }
    }
}
