import Foundation
import Reports
import TestSupport
import Testing

@Suite("Pictures")
struct PNGImageTests {
    @Test("a PNG is what another reader takes for its pixels", .needs(.python("numpy")))
    func png() throws {
        let folder = try ScratchFolder()
        var random = SplitMix(state: 3)
        for (width, height) in [(1, 1), (28, 28), (7, 3), (150, 130)] {
            let pixels = (0..<4 * width * height).map { _ in UInt8.random(in: 0...255, using: &random) }
            let picture = PNGImage(width: width, height: height, pixels: pixels)
            let file = try folder.put(picture.bytes, in: "picture.png")
            let raw = try folder.put(pixels, in: "pixels")
            try PythonPeer.run(Self.reader, file, raw, "\(width)", "\(height)")
            #expect(
                picture.dataURL == "data:image/png;base64," + Data(picture.bytes).base64EncodedString())
        }
    }

    private static let reader = """
        import struct, sys, zlib
        data = open(sys.argv[1], "rb").read()
        assert data[:8] == b"\\x89PNG\\r\\n\\x1a\\n"
        place, chunks = 8, {}
        while place < len(data):
            length, = struct.unpack(">I", data[place:place + 4])
            content = data[place + 4:place + 8 + length]
            assert struct.unpack(">I", data[place + 8 + length:place + 12 + length])[0] == zlib.crc32(content)
            chunks[content[:4]] = content[4:]
            place += 12 + length
        width, height = int(sys.argv[3]), int(sys.argv[4])
        assert chunks[b"IHDR"] == struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0) and b"IEND" in chunks
        rows = zlib.decompress(chunks[b"IDAT"])
        pixels = b"".join(rows[r * (4 * width + 1) + 1:(r + 1) * (4 * width + 1)] for r in range(height))
        assert all(rows[r * (4 * width + 1)] == 0 for r in range(height))
        assert pixels == open(sys.argv[2], "rb").read()
        """
}
