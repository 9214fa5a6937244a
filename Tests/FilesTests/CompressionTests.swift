import Files
import Foundation
import TestSupport
import Testing

@Suite("A compressed file", .needs(.python("pyarrow")))
struct CompressionTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// For each compression `NAME` a file, `NAME.two` of it and of "more" after it, and `NAME.none` of nothing.
    private static let files = SharedFolder { folder in
        try PythonPeer.run(
            """
            import bz2, gzip, lzma, os, random, sys
            import pyarrow
            os.chdir(sys.argv[1])
            random.seed(2)
            # Half noise, half zeros: longer and far longer than its compressed form.
            content = bytes(random.randrange(256) if i % 2 else 0 for i in range(70_001)) + bytes(1_000_000)
            open("content", "wb").write(content)
            def zstd(b): return pyarrow.compress(b, codec="zstd", asbytes=True)
            for name, compress in [("gzip", gzip.compress), ("bzip2", bz2.compress), ("xz", lzma.compress), ("zstd", zstd)]:
                open(name, "wb").write(compress(content))
                open(name + ".two", "wb").write(compress(content) + compress(b"more"))
                open(name + ".none", "wb").write(compress(b""))
            """, folder.path)
    }

    private func content(_ path: String, limit: Int = 1 << 24) throws -> [UInt8] {
        try FileContent(decompressing: path, limit: limit).withBytes { Array($0) }
    }

    private func problem(_ bytes: [UInt8], limit: Int = 1 << 24) throws -> String {
        let path = try folder.put(bytes, in: "a")
        let error = #expect(throws: FileError.self) { _ = try content(path, limit: limit) }
        return String(try #require(error).description.dropFirst(path.count + 2))
    }

    @Test("is told and decompressed by its content, in one part or several", arguments: Compression.allCases)
    func whole(compression: Compression) throws {
        let files = try Self.files.folder
        let content = try files.bytes("content")
        #expect(try self.content(files.file("content")) == content)
        #expect(try self.content(files.file("\(compression)")) == content)
        #expect(try self.content(files.file("\(compression)"), limit: content.count) == content)
        #expect(try self.content(files.file("\(compression).two")) == content + Array("more".utf8))
        #expect(try self.content(files.file("\(compression).none")).isEmpty)
        #expect(Compression(ofFileAt: files.file("\(compression)")) == compression)
        #expect(Compression(ofFileAt: files.file("content")) == nil)
        #expect(Compression(ofFileAt: files.file("absent")) == nil)
    }

    @Test("that is cut off, broken or too large is refused in one line", arguments: Compression.allCases)
    func mistakes(compression: Compression) throws {
        let bytes = try Self.files.folder.bytes("\(compression)")
        let article = compression == .xz ? "an" : "a"
        for count in [Compression.magicByteCount, 7, bytes.count / 3, bytes.count / 2, bytes.count - 1] {
            let problem = try problem(Array(bytes.prefix(count)))
            #expect(problem == "found \(article) \(compression) file that is cut off, expected all of it", "\(count)")
        }
        let size = try Self.files.folder.bytes("content").count
        #expect(
            try problem(bytes, limit: size - 1)
                == "found more than \(size - 1) bytes when decompressed, expected what memory can hold")
        let start = [Compression.bzip2: 10, .zstd: 4][compression] ?? 6
        let broken = bytes.prefix(start) + [UInt8](repeating: 0x5D, count: 100)
        #expect(
            try problem(Array(broken)) == "found a broken \(compression) file, expected one that \(compression) made")
        #expect(try problem(bytes + [1, 2, 3, 4]).contains("file"))
    }

    @Test("may end in zeros where gzip made it, as gzip allows")
    func padding() throws {
        let files = try Self.files.folder
        for count in [1, 3, 512, 100_000] {
            let path = try folder.put(files.bytes("gzip") + [UInt8](repeating: 0, count: count), in: "a")
            #expect(try content(path) == files.bytes("content"))
        }
        // xz's own padding is a multiple of 4 zeros.
        let path = try folder.put(files.bytes("xz") + [0, 0, 0, 0], in: "a")
        #expect(try content(path) == files.bytes("content"))
    }

    @Test("has an ending that says nothing else")
    func endings() {
        for (path, rest) in [
            ("a.csv.gz", "a.csv"), ("A.CSV.GZ", "A.CSV"), ("a.zst", "a"), ("a.zstd", "a"), ("a.bz2", "a"),
            ("a.xz", "a"), ("a.gz.csv", "a.gz.csv"), ("gz", "gz"), ("", ""),
        ] {
            #expect(Compression.withoutEnding(path) == rest)
        }
    }
}
