import Files
import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct FileContentTests {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test(arguments: [0, 1, 4096, 100_001])
    func lendsTheWholeFile(_ count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let file = try FileContent(reading: try folder.put(bytes, in: "a"))
        #expect(file.byteCount == count)
        #expect(file.withBytes { Array($0) } == bytes)
    }

    @Test func keepsTheOldContentWhenReplaced() throws {
        let file = try FileContent(reading: try folder.put([1, 2, 3], in: "a"))
        try AtomicFile.write("other", to: folder.file("a"))
        #expect(file.withBytes { Array($0) } == [1, 2, 3])
    }

    @Test func readsPipes() throws {
        let path = folder.file("pipe")
        try #require(mkfifo(path, 0o600) == 0)
        let bytes = (0..<100_001).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let writer = Thread {
            guard let pipe = fopen(path, "w") else { return }
            fwrite(bytes, 1, bytes.count, pipe)
            fclose(pipe)
        }
        writer.start()
        let file = try FileContent(reading: path)
        #expect(file.withBytes { Array($0) } == bytes)
        #expect(try FileContent(reading: "/dev/null").byteCount == 0)
    }

    @Test func refusesWhatIsNoFile() throws {
        let path = folder.path
        expect("\(path)/no: cannot open: no such file") { _ = try FileContent(reading: "\(path)/no") }
        expect("\(path): cannot read: is a directory") { _ = try FileContent(reading: path) }
        expect("a\\0b: found a NUL character in the path, expected none") { _ = try FileContent(reading: "a\0b") }
    }

    @Test(.needs(.ordinaryUser))
    func refusesWhatMayNotBeRead() throws {
        let path = try folder.put([1], in: "secret")
        chmod(path, 0)
        expect("\(path): cannot open: permission denied") { _ = try FileContent(reading: path) }
    }

    @Test func errorsAreOneLine() {
        let error = FileError(file: "a\nb\u{1B}[2J", place: "x", found: "\u{202E}", expected: "\t")
        #expect(error.description == #"a\nb\u{1b}[2J: x: found \u{202e}, expected \t"#)
    }
}
