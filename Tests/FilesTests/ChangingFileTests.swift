import Files
import Foundation
import TestSupport
import Testing

/// Files that somebody writes to while they are read.
@Suite("A file that changes")
struct ChangingFileTests {
    let folder: ScratchFolder
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 % 251) }

    init() throws { folder = try ScratchFolder() }

    private func write() throws -> String { try folder.put(bytes, in: "a") }

    private func shorten(_ path: String, to length: Int) throws {
        #expect(truncate(path, length) == 0)
    }

    @Test("reads as zeros where it was cut off, and is told of", arguments: [0, 1, 4096, 50_000, 99_999])
    func mapped(length: Int) throws {
        let path = try write()
        let content = try FileContent(reading: path)
        let same = content.withBytes { $0.elementsEqual(bytes) }
        #expect(same)
        try content.check()
        try shorten(path, to: length)
        let sum = content.withBytes { $0.reduce(0) { $0 + Int($1) } }
        // The page that the file ends in is there as a whole.
        let rest = bytes.prefix(length).reduce(0) { $0 + Int($1) }
        #expect(sum == rest)
        expect("\(path): found \(length) bytes, expected 100000, as when reading began") { try content.check() }
    }

    @Test("is told of where it is longer or other than it was")
    func rewritten() throws {
        let path = try write()
        let content = try FileContent(reading: path)
        let file = try RandomAccessFile(reading: path)
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        // The clock of the file system moves in steps of some milliseconds.
        Thread.sleep(forTimeInterval: 0.05)
        try handle.write(contentsOf: [9, 9, 9])
        expect("\(path): was changed while it was read") { try content.check() }
        expect("\(path): was changed while it was read") { try file.check() }
        try handle.seekToEnd()
        try handle.write(contentsOf: [9])
        expect("\(path): found 100001 bytes, expected 100000, as when reading began") { try content.check() }
        expect("\(path): found 100001 bytes, expected 100000, as when reading began") { try file.check() }
    }

    @Test("and is replaced stays as it was")
    func replaced() throws {
        let path = try write()
        let content = try FileContent(reading: path)
        let file = try RandomAccessFile(reading: path)
        try AtomicFile.write("other", to: path)
        try content.check()
        try file.check()
        let same = content.withBytes { $0.elementsEqual(bytes) }
        #expect(same)
    }

    @Test("is read at any place, by many threads")
    func anyPlace() throws {
        let path = try write()
        let file = try RandomAccessFile(reading: path)
        #expect(file.byteCount == bytes.count)
        DispatchQueue.concurrentPerform(iterations: 100) { index in
            let start = index * 997
            var piece = [UInt8](repeating: 0, count: min(5000, bytes.count - start))
            file.readAhead(start..<start + piece.count)
            piece.withUnsafeMutableBytes { file.read(from: start, into: $0) }
            #expect(piece.elementsEqual(bytes[start..<start + piece.count]))
        }
        try file.check()
        try shorten(path, to: 10)
        var piece = [UInt8](repeating: 7, count: 20)
        piece.withUnsafeMutableBytes { file.read(from: 5, into: $0) }
        #expect(piece == Array(bytes[5..<10]) + [UInt8](repeating: 0, count: 15))
        expect("\(path): found 10 bytes, expected 100000, as when reading began") { try file.check() }
    }

    @Test("stays the same file when it is no longer mapped")
    func unmapped() throws {
        let path = try write()
        let file = try #require(try FileContent(reading: path).unmapped())
        try AtomicFile.write("other", to: path)
        #expect(file.byteCount == bytes.count)
        var whole = [UInt8](repeating: 0, count: bytes.count)
        whole.withUnsafeMutableBytes { file.read(from: 0, into: $0) }
        #expect(whole == bytes)
        try file.check()
        #expect(try FileContent(reading: "/dev/null").unmapped() == nil)
    }

    @Test("and must be a file to be read at any place")
    func noFile() throws {
        expect("\(folder.path): found no regular file, expected one, since it is read in any order") {
            _ = try RandomAccessFile(reading: folder.path)
        }
        expect("/dev/null: found no regular file, expected one, since it is read in any order") {
            _ = try RandomAccessFile(reading: "/dev/null")
        }
        expect("\(folder.path)/no: cannot open: no such file") {
            _ = try RandomAccessFile(reading: folder.file("no"))
        }
    }
}
