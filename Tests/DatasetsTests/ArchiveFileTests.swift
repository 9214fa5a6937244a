import Datasets
import Files
import Foundation
import TestSupport
import Testing

@Suite("Arrays in an NPZ file")
struct ArchiveFileTests {
    let fixture: FormatFixture

    init() throws { fixture = try FormatFixture() }

    /// x, bytes of shape (2, 3), and y, of shape (2,), as NumPy's savez_compressed writes them: deflated, and with sizes of
    /// 64 bits. Written with Python's zipfile.
    static let deflated = [UInt8](
        Data(
            base64Encoded: """
                UEsDBC0AAAAIAAAAIQAQJsp+//////////8FABQAeC5ucHkBABAAhgAAAAAAAABMAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loF5T\
                aqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CsaaOgq1CmQDLkYmZhZWNgBQSwMELQAAAAgAAAAhAPpM6un//////////wUA\
                FAB5Lm5weQEAEACCAAAAAAAAAEYAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgXlNqqK6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBak\
                AvkaRjqaOgq1ChQALnYOAFBLAQItAy0AAAAIAAAAIQAQJsp+TAAAAIYAAAAFAAAAAAAAAAAAAACAAQAAAAB4Lm5weVBLAQItAy0AAAAIAAAA\
                IQD6TOrpRgAAAIIAAAAFAAAAAAAAAAAAAACAAYMAAAB5Lm5weVBLBQYAAAAAAgACAGYAAAAAAQAAAAA=
                """) ?? Data())

    private func read(_ path: String, target: String = "y", features: String? = nil) throws -> ([Float], [Float]) {
        let rows = try RowFile(path: path, target: target, features: features).read(
            targets: .number, workers: fourWorkers)
        guard case .numbers(let targets) = rows.targets else { return ([], []) }
        return (rows.features(), targets)
    }

    @Test("are read, stored and deflated")
    func arrays() throws {
        #expect(try read(fixture.put("d.npz", Self.deflated)) == ([1, 2, 3, 4, 5, 6], [7, 8]))
        let path = fixture.folder.file("s.npz")
        try NPZ.write(
            [
                NPZ.Array("größe", shape: [2, 1, 2], values: [1, 2.5, 3, 4]),
                NPZ.Array("t", shape: [2], values: [5, 6]),
                NPZ.Array("words", texts: ["a"]),
            ], to: path)
        #expect(try read(path, target: "t", features: "größe") == ([1, 2.5, 3, 4], [5, 6]))
        let comment = Array(Self.deflated.prefix(Self.deflated.count - 2)) + [5, 0] + Array("hello".utf8)
        #expect(try read(fixture.put("c.npz", comment)) == ([1, 2, 3, 4, 5, 6], [7, 8]))
        let targets = try fixture.put("y.npy", FormatFixture.npy("|u1", "2,", [3, 4]))
        let rows = try RowFile(path: path, targetsPath: targets, features: "größe").read(
            targets: .label, workers: fourWorkers)
        #expect(try rows.classes()?.names == ["3", "4"])
        let x = try fixture.put("x.npy", FormatFixture.npy("|u1", "2,", [3, 4]))
        let others = try RowFile(path: x, targetsPath: path, target: "t").read(targets: .label, workers: fourWorkers)
        #expect(try others.classes()?.names == ["5", "6"])
    }

    private func expect(
        _ message: String, _ bytes: [UInt8], target: String = "y", _ location: SourceLocation = #_sourceLocation
    ) throws {
        let path = try fixture.put("x.npz", bytes)
        let error = #expect(throws: DataError.self, sourceLocation: location) { _ = try read(path, target: target) }
        #expect(error?.description == path + message, sourceLocation: location)
    }

    @Test("that are not as the archive's directory says are refused in one line")
    func mistakes() throws {
        try expect(": found \"x\", \"y\", expected the name of the array of features", Self.deflated, target: "z")
        try expect(": found no ZIP archive, expected one", [])
        try expect(
            ": found no ZIP archive, or one that is cut off, expected all of it", FormatFixture.npy("|u1", "1,", [1]))
        func changed(_ place: Int, _ bytes: [UInt8]) -> [UInt8] {
            var archive = Self.deflated
            archive.replaceSubrange(place..<place + bytes.count, with: bytes)
            return archive
        }
        // The directory begins at byte 256: x's flags, method, checksum, sizes and place.
        try expect(": \"x.npy\": found an encrypted file, expected one that is not", changed(256 + 8, [1]))
        try expect(": \"x.npy\": found compression method 12, expected none or deflate", changed(256 + 10, [12]))
        try expect(
            ": \"x.npy\": found other bytes than the archive's directory says, expected the same length and checksum",
            changed(256 + 16, [1]))
        try expect(
            ": \"x.npy\": found 4294967040 bytes in 76 compressed ones, expected at most 1032 times as many",
            changed(256 + 24, [0, 0xFF, 0xFF, 0xFF]))
        try expect(
            ": \"x.npy\": found 325 bytes, expected 1276, as the archive's directory says",
            changed(256 + 20, [0xFC, 4]))
        try expect(
            ": \"x.npy\": found no file at byte 9, expected one, as the archive's directory says",
            changed(256 + 42, [9]))
        try expect(": found \"x.npy\" twice, expected unique names", changed(256 + 51 + 46, [0x78]))
        // More than there is, and what does not end: the directory says 133 bytes of 134.
        try expect(
            ": found more than 133 bytes when decompressed, expected what memory can hold", changed(256 + 24, [133]))
    }

    @Test("broken anywhere end in one line, or are read")
    func broken() throws {
        var random = SplitMix(state: 8)
        let folder = fixture.folder
        let stored = folder.file("s.npz")
        try NPZ.write(
            [NPZ.Array("x", shape: [2, 1], values: [1, 2]), NPZ.Array("y", shape: [2], values: [5, 6])], to: stored)
        for whole in [Self.deflated, try folder.bytes("s.npz")] {
            for count in 0..<whole.count {
                #expect(try fixture.problem("x.npz", Array(whole.prefix(count))) != nil, "\(count) bytes")
            }
            for place in whole.indices {
                var bytes = whole
                bytes[place] = UInt8.random(in: 0...255, using: &random)
                _ = try fixture.problem("x.npz", bytes, targets: .number)
            }
        }
    }
}
