import Files

/// A small picture as a PNG file without compression.
///
/// Source: https://www.w3.org/TR/png-3/, https://www.rfc-editor.org/rfc/rfc1950, https://www.rfc-editor.org/rfc/rfc1951
package struct PNGImage: Sendable {
    /// The file's bytes.
    package let bytes: [UInt8]

    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    private static let truecolourWithAlpha: UInt8 = 6
    private static let largestStoredBlock = 65_535

    /// - Parameter pixels: red, green, blue and alpha, row by row from the top: 4 · width · height numbers.
    package init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(width > 0 && height > 0 && pixels.count == 4 * width * height)
        let size = Self.bigEndian(UInt32(width)) + Self.bigEndian(UInt32(height))
        let form: [UInt8] = [8, Self.truecolourWithAlpha, 0, 0, 0]
        var rows: [UInt8] = []
        for row in 0..<height {
            // Each row begins with the number of its filter: none.
            rows.append(0)
            rows += pixels[4 * width * row..<4 * width * (row + 1)]
        }
        let chunks = [Self.chunk("IHDR", size + form), Self.chunk("IDAT", Self.stored(rows)), Self.chunk("IEND", [])]
        bytes = Self.signature + chunks.joined()
    }

    /// The file as a URL that contains it.
    package var dataURL: String { "data:image/png;base64," + Base64.text(of: bytes) }

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let content = Array(name.utf8) + data
        return bigEndian(UInt32(data.count)) + content + bigEndian(content.withUnsafeBytes(CRC32.ieee))
    }

    /// A zlib stream of stored blocks.
    private static func stored(_ data: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        for start in stride(from: 0, to: data.count, by: largestStoredBlock) {
            let block = data[start..<min(start + largestStoredBlock, data.count)]
            let length = UInt16(block.count)
            stream.append(block.endIndex == data.count ? 1 : 0)
            for number in [length, ~length] { stream += [UInt8(number & 0xFF), UInt8(number >> 8)] }
            stream += block
        }
        return stream + bigEndian(adler32(data))
    }

    /// The check of a zlib stream (RFC 1950, section 8.2).
    private static func adler32(_ data: [UInt8]) -> UInt32 {
        var a: UInt32 = 1
        var b: UInt32 = 0
        for byte in data {
            a = (a + UInt32(byte)) % 65_521
            b = (b + a) % 65_521
        }
        return b << 16 | a
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian, Array.init)
    }
}
