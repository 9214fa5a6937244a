import Files
import Foundation
import TestSupport
import Testing

@Suite("A gzip file")
struct GzipTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// One block of deflate that is stored as it is. The checksum is the caller's.
    /// Sources: https://www.rfc-editor.org/rfc/rfc1952 and https://www.rfc-editor.org/rfc/rfc1951#page-11
    private func stored(_ content: [UInt8], checksum: UInt32) -> [UInt8] {
        func bytes(_ number: UInt32, _ count: UInt32) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
        let length = UInt32(content.count)
        return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1] + bytes(length, 2) + bytes(~length, 2) + content
            + bytes(checksum, 4) + bytes(length, 4)
    }

    /// "123456789", whose checksum is the published one of CRC-32.
    private var digits: [UInt8] { stored(Array("123456789".utf8), checksum: 0xCBF4_3926) }

    private func inflate(_ bytes: [UInt8], limit: Int = 1 << 20) throws -> [UInt8] {
        try FileContent(decompressing: folder.put(bytes, in: "a.gz"), limit: limit).withBytes { Array($0) }
    }

    private func expect(_ bytes: [UInt8], limit: Int = 1 << 20, _ problem: String) {
        let error = #expect(throws: FileError.self) { _ = try inflate(bytes, limit: limit) }
        #expect(error?.description == folder.file("a.gz") + ": " + problem)
    }

    @Test("is inflated, member by member")
    func inflates() throws {
        #expect(try inflate(digits) == Array("123456789".utf8))
        #expect(try inflate(digits + stored([], checksum: 0) + digits) == Array("123456789123456789".utf8))
        #expect(try inflate(stored([], checksum: 0)).isEmpty)
        #expect(try inflate(digits, limit: 9) == Array("123456789".utf8))
    }

    @Test("of the system's own gzip is inflated, whatever its size", arguments: [0, 1, 4095, 4096, 4097, 3_000_000])
    func systemGzip(count: Int) throws {
        var random = SplitMix(state: 8)
        // Half noise, half zeros: longer and far longer than its compressed form.
        let content =
            (0..<count).map { $0 % 2 == 0 ? UInt8.random(in: 0...255, using: &random) : 0 }
            + [UInt8](repeating: 0, count: 10 * count)
        try folder.put(content, in: "a")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "gzip -f -9 \"$0\"", folder.file("a")]
        try process.run()
        process.waitUntilExit()
        let inflated = try FileContent(decompressing: folder.file("a.gz"), limit: content.count)
        #expect(inflated.withBytes { $0.elementsEqual(content) })
        if count > 0 {
            #expect(throws: FileError.self) {
                _ = try FileContent(decompressing: folder.file("a.gz"), limit: content.count - 1)
            }
        }
    }

    @Test("that is not whole or not right is refused in one line")
    func mistakes() {
        for count in 2..<digits.count {
            expect(Array(digits.prefix(count)), "found a gzip file that is cut off, expected all of it")
        }
        expect(digits, limit: 8, "found more than 8 bytes when decompressed, expected what memory can hold")
        expect(
            stored(Array("123456780".utf8), checksum: 0xCBF4_3926),
            "found a broken gzip file, expected one that gzip made")
        expect(digits + [1, 2, 3], "found a broken gzip file, expected one that gzip made")
    }
}
