import Files

extension ArrayFile {
    /// The types of elements by the byte that stands for them.
    static let idxTypes: [UInt8: ElementType] = [
        0x08: .uint8, 0x09: .int8, 0x0B: .int16, 0x0C: .int32, 0x0D: .float32, 0x0E: .float64,
    ]

    /// Reads the header of an IDX file: two zero bytes, the type of the elements, the number of dimensions, and their
    /// extents; all big-endian.
    ///
    /// Source: Y. LeCun, C. Cortes, C. Burges, the MNIST database, "file formats",
    /// https://web.archive.org/web/2024/http://yann.lecun.com/exdb/mnist/
    init(idx file: DataFile) throws(DataError) {
        let (type, shape) = try file.withBytes(atMost: 4 + 4 * 255) {
            (bytes) throws(DataError) -> (ElementType, [Int]) in
            guard bytes.count >= 4, bytes[0] == 0, bytes[1] == 0, let type = Self.idxTypes[bytes[2]] else {
                throw DataError(
                    file: file.path, found: "no IDX file", expected: "two zero bytes and a known type at its start")
            }
            let count = Int(bytes[3])
            guard bytes.count >= 4 + 4 * count else {
                throw DataError(
                    file: file.path, found: "\(bytes.count) bytes",
                    expected: "at least \(4 + 4 * count), the header of \(count) dimensions")
            }
            let shape = (0..<count).map { index in
                Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4 + 4 * index, as: UInt32.self)))
            }
            return (type, shape)
        }
        try self.init(
            file, type, shape: shape, range: 4 + 4 * shape.count..<file.byteCount, isBigEndian: true)
    }
}
