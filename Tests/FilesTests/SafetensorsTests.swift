import Files
import Foundation
import TestSupport
import Testing

@Suite struct SafetensorsTests {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private static let weight: [Float] = [1.5, -2, .infinity, 0, -0.0, .leastNonzeroMagnitude]
    private static var sources: [Safetensors.Source] {
        [
            .init(name: "weight", shape: [2, 3], values: weight),
            .init(name: "b\"ia\\s\n\u{1}é🙂", shape: [1], values: [4.25]),
            .init(name: "empty", shape: [0, 7], values: []),
            .init(name: "scalar", shape: [], values: [7]),
        ]
    }
    private static let metadata = ["model": "linear_regression", "digest": "sha256:0", "a \"b\"": "line\nbreak"]

    @Test func readsBackWhatItWrites() throws {
        let path = folder.file("model.safetensors")
        try Safetensors.write(Self.sources, metadata: Self.metadata, to: path)
        let file = try Safetensors.File(reading: path)
        #expect(file.metadata == Self.metadata)
        #expect(file.tensors.map(\.name) == Self.sources.map(\.name))
        #expect(file.tensors.map(\.shape) == [[2, 3], [1], [0, 7], []])
        #expect(file.tensors.map(\.elementCount) == [6, 1, 0, 1])
        #expect(try file.floats("weight", shape: [2, 3]).map(\.bitPattern) == Self.weight.map(\.bitPattern))
        #expect(try file.floats("b\"ia\\s\n\u{1}é🙂") == [4.25])
        #expect(try file.floats("empty") == [])
        #expect(try file.floats("scalar") == [7])
        #expect(file.contains("scalar") && !file.contains("scalars"))
        #expect(try file.tensor("weight").byteRange.lowerBound % 64 == 0)
    }

    @Test func theSameInputGivesTheSameBytes() throws {
        for name in ["a", "b"] {
            let metadata = Dictionary(uniqueKeysWithValues: Self.metadata.shuffled())
            try Safetensors.write(Self.sources, metadata: metadata, to: folder.file(name))
        }
        let bytes = try folder.bytes("a")
        #expect(try bytes == folder.bytes("b"))
        let metadata = #"{"a \"b\"":"line\nbreak","digest":"sha256:0","model":"linear_regression"}"#
        let start = #"{"__metadata__":\#(metadata),"weight":"#
        #expect(bytes[8...].starts(with: start.utf8))
    }

    @Test func takesBytesInPiecesAndOfEveryType() throws {
        let path = folder.file("a")
        let types = Safetensors.ElementType.allCases
        try Safetensors.write(
            types.map { type in
                .init(name: type.rawValue, shape: [3], elementType: type) { (sink) throws(FileError) in
                    for element in 0..<3 {
                        let piece = [UInt8](repeating: UInt8(element), count: type.byteCount)
                        try piece.span.bytes.withUnsafeBytes(sink)
                    }
                }
            }, to: path)
        let file = try Safetensors.File(reading: path)
        #expect(file.tensors.map(\.elementType) == types)
        for tensor in file.tensors {
            let size = tensor.elementType.byteCount
            let expected = (0..<3).flatMap { [UInt8](repeating: UInt8($0), count: size) }
            #expect(file.withBytes(of: tensor) { Array($0) } == expected)
        }
    }

    @Test func refusesToWriteWhatItCouldNotRead() throws {
        let path = folder.file("a")
        try folder.put([1], in: "a")
        func expectRefusal(_ message: String, _ sources: Safetensors.Source...) {
            expect("\(path): \(message)") { try Safetensors.write(sources, to: path) }
        }
        let one = Safetensors.Source(name: "w", shape: [1], values: [1])
        expectRefusal("tensor \"w\": found a name that is taken, expected another", one, one)
        expectRefusal(
            "tensor \"__metadata__\": found a name that is taken, expected another",
            .init(name: "__metadata__", shape: [1], values: [1]))
        expectRefusal(
            "tensor \"w\": found 4 bytes, expected 8 for shape [2] of F32", .init(name: "w", shape: [2], values: [1]))
        expectRefusal(
            "tensor \"w\": found 12 bytes, expected 8 for shape [2] of F32",
            .init(name: "w", shape: [2], values: [1, 2, 3]))
        expectRefusal(
            "tensor \"w\": found shape [-1], expected a size that a file can have",
            .init(name: "w", shape: [-1], values: []))
        expectRefusal(
            "tensor \"w\": found shape [\(1 << 62), 4], expected a size that a file can have",
            .init(name: "w", shape: [1 << 62, 4], values: []))
        #expect(try folder.bytes("a") == [1])
        #expect(try folder.names == ["a"])
    }

    @Test func saysWhichTensorIsMissingOrOfAnotherKind() throws {
        let path = folder.file("a")
        try Safetensors.write(
            [
                .init(name: "w", shape: [1], values: [1]),
                .init(name: "n", shape: [1], elementType: .int32) { (sink) throws(FileError) in
                    try [UInt8](repeating: 0, count: 4).span.bytes.withUnsafeBytes(sink)
                },
            ], to: path)
        let file = try Safetensors.File(reading: path)
        expect("\(path): found \"w\", \"n\", expected a tensor \"weight\"") { _ = try file.floats("weight") }
        expect("\(path): tensor \"n\": found I32, expected F32") { _ = try file.floats("n") }
        expect("\(path): tensor \"w\": found shape [1], expected [2]") { _ = try file.floats("w", shape: [2]) }
    }

    /// Whatever happens to a file's bytes, reading it gives an error or a file that holds together.
    @Test func damagedFilesNeverCrash() throws {
        try Safetensors.write(Self.sources, metadata: Self.metadata, to: folder.file("a"))
        let whole = try folder.bytes("a")
        var random = SplitMix(state: 42)
        var refused = 0
        for round in 0..<3000 {
            var bytes = whole
            if round % 3 == 0 { bytes.removeLast(Int.random(in: 1...whole.count, using: &random)) }
            for _ in 0..<(round % 3 == 0 ? round % 2 : Int.random(in: 1...4, using: &random)) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            }
            let path = try folder.put(bytes, in: "damaged")
            do throws(FileError) {
                let file = try Safetensors.File(reading: path)
                var covered = 0
                for tensor in file.tensors {
                    covered += file.withBytes(of: tensor) { bytes in bytes.reduce(0) { sum, _ in sum + 1 } }
                }
                #expect(covered == file.tensors.reduce(0) { $0 + $1.byteRange.count })
            } catch {
                refused += 1
                let message = error.description
                #expect(message.hasPrefix(path) && !message.contains { $0.isNewline })
            }
        }
        #expect(refused > 2000)
    }
}

@Suite(.needs(.python("numpy", "safetensors")))
struct PythonFormatTests {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test func pythonReadsWhatWeWrite() throws {
        let path = folder.file("a.safetensors")
        try Safetensors.write(
            [
                .init(name: "weight", shape: [2, 3], values: [1, 2, 3, 4, 5, 6.5]),
                .init(name: "é", shape: [], values: [7]),
            ],
            metadata: ["model": "mlp", "quote": "\"\n"], to: path)
        let printed = try PythonPeer.run(
            """
            import sys, json, safetensors
            with safetensors.safe_open(sys.argv[1], "np") as f:
                tensors = {k: [str(f.get_tensor(k).dtype), f.get_tensor(k).tolist()] for k in f.keys()}
                print(json.dumps([f.metadata(), tensors], sort_keys=True))
            """, path)
        let expected =
            #"[{"model": "mlp", "quote": "\"\n"}, {"weight": ["float32", [[1.0, 2.0, 3.0], [4.0, 5.0, 6.5]]], "#
            + #""\u00e9": ["float32", 7.0]}]"#
        #expect(printed == expected + "\n")
    }

    @Test func weReadWhatPythonWrites() throws {
        let path = folder.file("a.safetensors")
        try PythonPeer.run(
            """
            import sys, numpy, safetensors.numpy
            safetensors.numpy.save_file({"weight": numpy.arange(6, dtype="f4").reshape(2, 3),
                "step": numpy.array([1 << 60]), "é\\n🙂": numpy.zeros((0, 2), "f2")}, sys.argv[1], {"k\\"": "v\\t"})
            """, path)
        let file = try Safetensors.File(reading: path)
        #expect(file.metadata == ["k\"": "v\t"])
        #expect(try file.floats("weight", shape: [2, 3]) == [0, 1, 2, 3, 4, 5])
        let step = try file.tensor("step")
        #expect(step.elementType == .int64)
        #expect(file.withBytes(of: step) { $0.loadUnaligned(as: Int64.self) } == 1 << 60)
        #expect(try file.tensor("é\n🙂").shape == [0, 2])
    }

    @Test func numpyReadsWhatWeWrite() throws {
        let (matrix, vector) = (folder.file("m.npy"), folder.file("v.npy"))
        try NPY.write([1, 2, 3, 4, 5, 6], shape: [3, 2], to: matrix)
        try NPY.write([0.1, -.infinity], shape: [2], to: vector)
        let printed = try PythonPeer.run(
            """
            import sys, numpy
            for path in sys.argv[1:]:
                a = numpy.load(path)
                print(a.dtype, a.shape, a.flags.c_contiguous, a.tolist())
            """, matrix, vector)
        #expect(
            printed == """
                float32 (3, 2) True [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
                float32 (2,) True [0.10000000149011612, -inf]

                """)
    }
}
