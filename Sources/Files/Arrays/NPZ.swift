/// Named arrays in one file, as `numpy.load` reads them: NPY files in a ZIP archive, stored without compression.
///
/// Sources: https://numpy.org/doc/stable/reference/generated/numpy.savez.html and
/// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
public enum NPZ {
    /// An array of an archive.
    public struct Array: Sendable {
        let name: String
        let bytes: [UInt8]

        /// Float32 values in row-major order, as many as the product of `shape`.
        public init(_ name: String, shape: [Int], values: [Float]) {
            precondition(shape.reduce(1, *) == values.count, "\(values.count) values for shape \(shape)")
            self.name = name
            bytes = NPY.header(type: "<f4", shape: shape) + values.span.bytes.withUnsafeBytes { [UInt8]($0) }
        }

        /// Float64 values in row-major order, as many as the product of `shape`.
        public init(_ name: String, shape: [Int], doubles values: [Double]) {
            precondition(shape.reduce(1, *) == values.count, "\(values.count) values for shape \(shape)")
            self.name = name
            bytes = NPY.header(type: "<f8", shape: shape) + values.span.bytes.withUnsafeBytes { [UInt8]($0) }
        }

        /// Texts, as a one-dimensional array.
        public init(_ name: String, texts: [String]) {
            self.init(name, texts: texts, shape: [texts.count])
        }

        /// A single text, as an array without dimensions.
        public init(_ name: String, text: String) {
            self.init(name, texts: [text], shape: [])
        }

        /// NumPy keeps texts as code points of 32 bits, all padded with zeros to the length of the longest.
        private init(_ name: String, texts: [String], shape: [Int]) {
            let length = max(texts.map(\.unicodeScalars.count).max() ?? 0, 1)
            var bytes = NPY.header(type: "<U\(length)", shape: shape)
            for text in texts {
                for scalar in text.unicodeScalars { bytes.append(littleEndian: scalar.value) }
                bytes += repeatElement(0, count: 4 * (length - text.unicodeScalars.count))
            }
            self.name = name
            self.bytes = bytes
        }
    }

    /// The offsets of an archive without the 64-bit extension are of 32 bits.
    private static let largestSize = Int(UInt32.max)

    /// Writes arrays as the whole of the file at `path`, atomically.
    /// - Parameters:
    ///   - arrays: arrays with different names; at most 65,535.
    ///   - path: the file to make or replace.
    /// - Throws: `FileError` where the file cannot be written, or would be larger than 4 GiB.
    public static func write(_ arrays: [Array], to path: String) throws(FileError) {
        precondition(arrays.count <= UInt16.max && Set(arrays.map(\.name)).count == arrays.count, "names of arrays")
        var directory: [UInt8] = []
        var file = try AtomicFile(replacing: path)
        var offset = 0
        for array in arrays {
            let name = Swift.Array("\(array.name).npy".utf8)
            let end = offset + 30 + name.count + array.bytes.count
            guard end + directory.count < largestSize else {
                throw FileError(
                    file: path, found: "\(end) bytes of arrays", expected: "less than 4 GiB, the limit of .npz archives"
                )
            }
            let description = entry(name, array.bytes)
            try file.append(signature(3, 4) + description)
            try file.append(name)
            try file.append(array.bytes)
            directory += signature(1, 2) + [version, 0] + description
            // Comment, disk, attributes, and the place of the entry.
            directory += [UInt8](repeating: 0, count: 10)
            directory.append(littleEndian: UInt32(offset))
            directory += name
            offset = end
        }
        try file.append(directory)
        try file.append(end(count: UInt16(arrays.count), directorySize: directory.count, offset: offset))
        try file.commit()
    }

    /// 2.0, the first version of the format with folders.
    private static let version: UInt8 = 20

    private static func signature(_ a: UInt8, _ b: UInt8) -> [UInt8] { Swift.Array("PK".utf8) + [a, b] }

    /// What an entry and its line in the directory have in common.
    private static func entry(_ name: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        // Version, the flag for UTF-8 names, no compression, midnight, and 1 January 1980: the same bytes every time.
        var entry: [UInt8] = [version, 0, 0, 0x08, 0, 0, 0, 0, 0x21, 0]
        entry.append(littleEndian: bytes.withUnsafeBytes(CRC32.ieee))
        entry.append(littleEndian: UInt32(bytes.count))
        entry.append(littleEndian: UInt32(bytes.count))
        entry.append(littleEndian: UInt16(name.count))
        entry.append(littleEndian: UInt16(0))
        return entry
    }

    private static func end(count: UInt16, directorySize: Int, offset: Int) -> [UInt8] {
        var end = signature(5, 6) + [0, 0, 0, 0]
        end.append(littleEndian: count)
        end.append(littleEndian: count)
        end.append(littleEndian: UInt32(directorySize))
        end.append(littleEndian: UInt32(offset))
        end.append(littleEndian: UInt16(0))
        return end
    }
}
