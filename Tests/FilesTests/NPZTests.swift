import Files
import TestSupport
import Testing

@Suite struct NPZTests {
    @Test(.needs(.python("numpy"))) func numpyReadsIt() throws {
        let folder = try ScratchFolder()
        try NPZ.write(
            [
                NPZ.Array("matrix", shape: [2, 3], values: [1, 2, 3, 4, 5, 6.5]),
                NPZ.Array("none", shape: [0], values: []), NPZ.Array("cube", shape: [1, 2, 1], values: [7, 8]),
                NPZ.Array("größe", texts: ["a", "", "ü🙂"]), NPZ.Array("word", text: "relu"),
            ], to: folder.file("a.npz"))
        let words = try PythonPeer.run(
            """
            import sys, numpy
            a = numpy.load(sys.argv[1])
            print(a["matrix"].tolist(), a["none"].shape, a["cube"].shape, a["größe"].tolist(), str(a["word"]))
            """, folder.file("a.npz"))
        #expect(words == "[[1.0, 2.0, 3.0], [4.0, 5.0, 6.5]] (0,) (1, 2, 1) ['a', '', 'ü🙂'] relu\n")
    }

    @Test func noArraysAreAnArchiveToo() throws {
        let folder = try ScratchFolder()
        try NPZ.write([], to: folder.file("a.npz"))
        #expect(try folder.bytes("a.npz") == Array("PK".utf8) + [5, 6] + [UInt8](repeating: 0, count: 18))
    }
}
