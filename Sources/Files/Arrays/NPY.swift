/// Arrays in NumPy's own file format, version 1.0: a short text that says type and shape, then the elements.
///
/// Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
public enum NPY {
    /// Writes float32 values in row-major order as the whole of the file at `path`, atomically.
    ///
    /// - Parameters:
    ///   - values: As many elements as the product of `shape`.
    ///   - shape: One extent or two.
    ///   - path: the file to make or replace.
    /// - Throws: `FileError` where the file cannot be written, or the shape does not fit the values. The path then holds
    ///   what it held before.
    public static func write(_ values: [Float], shape: [Int], to path: String) throws(FileError) {
        try values.span.bytes.withUnsafeBytes { (bytes) throws(FileError) in
            try write(bytes, shape: shape, to: path)
        }
    }

    /// Writes float64 values, otherwise as `write(_:shape:to:)` of float32 values.
    public static func write(doubles values: [Double], shape: [Int], to path: String) throws(FileError) {
        try values.span.bytes.withUnsafeBytes { (bytes) throws(FileError) in
            try write(bytes, of: .float64, named: "<f8", shape: shape, to: path)
        }
    }

    /// Writes the little-endian bytes of float32 values, otherwise as `write(_:shape:to:)` of an array.
    public static func write(_ bytes: UnsafeRawBufferPointer, shape: [Int], to path: String) throws(FileError) {
        try write(bytes, of: .float32, named: "<f4", shape: shape, to: path)
    }

    private static func write(
        _ bytes: UnsafeRawBufferPointer, of type: Safetensors.ElementType, named name: String, shape: [Int],
        to path: String
    ) throws(FileError) {
        guard shape.count == 1 || shape.count == 2 else {
            throw FileError(file: path, found: "\(shape.count) dimensions", expected: "1 or 2")
        }
        guard let byteCount = Safetensors.byteCount(shape: shape, of: type), byteCount == bytes.count else {
            throw FileError(file: path, found: "\(bytes.count) bytes", expected: "as many as shape \(shape) needs")
        }
        var file = try AtomicFile(replacing: path)
        try file.append(header(type: name, shape: shape))
        try file.append(bytes)
        try file.commit()
    }

    /// A file of float32 values that are written one piece after the other; it takes its place when all are there.
    public struct Stream: ~Copyable {
        private var file: AtomicFile
        private var missingBytes: Int

        /// Begins a file of values in row-major order.
        /// - Parameters:
        ///   - shape: One extent or two.
        ///   - path: the file to make or replace.
        public init(shape: [Int], path: String) throws(FileError) {
            guard let bytes = Safetensors.byteCount(shape: shape, of: .float32) else {
                throw FileError(file: path, found: "shape \(shape)", expected: "a size that a file can have")
            }
            var file = try AtomicFile(replacing: path)
            try file.append(header(type: "<f4", shape: shape))
            missingBytes = bytes
            self.file = file
        }

        /// Adds values.
        public mutating func append(_ values: [Float]) throws(FileError) {
            missingBytes -= 4 * values.count
            try values.span.bytes.withUnsafeBytes { (bytes) throws(FileError) in try file.append(bytes) }
        }

        /// Puts the file in its place. Too few or too many values for the shape are a programming error.
        public consuming func commit() throws(FileError) {
            precondition(missingBytes == 0, "values do not fit the shape")
            try file.commit()
        }
    }

    /// What stands before the elements of an array of any number of dimensions.
    /// - Parameter type: NumPy's name of the element type, such as `<f4`.
    static func header(type: String, shape: [Int]) -> [UInt8] {
        let extents = shape.count == 1 ? "\(shape[0])," : shape.map { "\($0)" }.joined(separator: ", ")
        var text = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extents)), }".utf8)
        // Magic, version and length take 10 bytes; the format asks that the data start at a multiple of 64.
        text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 63 - (text.count + 10) % 64))
        text.append(UInt8(ascii: "\n"))
        let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
        return magic + [UInt8(text.count & 0xFF), UInt8(text.count >> 8)] + text
    }
}
