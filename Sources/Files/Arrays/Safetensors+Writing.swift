extension Safetensors {
    /// A tensor to be written.
    public struct Source {
        /// Takes the next bytes of a tensor.
        public typealias Sink = (_ bytes: UnsafeRawBufferPointer) throws(FileError) -> Void

        /// The name, unique in its file.
        public let name: String

        /// What the elements are.
        public let elementType: ElementType

        /// The extent of each dimension, slowest first; empty for a single number.
        public let shape: [Int]

        let giveBytes: (Sink) throws(FileError) -> Void

        /// A tensor whose bytes come from anywhere.
        ///
        /// - Parameters:
        ///   - name: different from those of the file's other tensors.
        ///   - shape: its extents, outermost first.
        ///   - elementType: what its bytes are.
        ///   - giveBytes: Passes all bytes, little-endian and in row-major order, to its argument: at once or in
        ///     pieces. It is called once, while the file is being written.
        public init(
            name: String, shape: [Int], elementType: ElementType = .float32,
            giveBytes: @escaping (Sink) throws(FileError) -> Void
        ) {
            self.name = name
            self.shape = shape
            self.elementType = elementType
            self.giveBytes = giveBytes
        }

        /// A float32 tensor of values in row-major order.
        public init(name: String, shape: [Int], values: [Float]) {
            self.init(name: name, shape: shape) { (sink) throws(FileError) in
                try values.span.bytes.withUnsafeBytes(sink)
            }
        }

        /// A float64 tensor of values in row-major order.
        public init(name: String, shape: [Int], doubles: [Double]) {
            self.init(name: name, shape: shape, elementType: .float64) { (sink) throws(FileError) in
                try doubles.span.bytes.withUnsafeBytes(sink)
            }
        }

        /// A tensor of bytes that stay valid until the file is written.
        public init(
            name: String, shape: [Int], elementType: ElementType = .float32, bytes: UnsafeRawBufferPointer
        ) {
            self.init(name: name, shape: shape, elementType: elementType) { (sink) throws(FileError) in
                try sink(bytes)
            }
        }
    }

    /// Writes tensors and metadata as the whole of the file at `path`, atomically.
    ///
    /// The same arguments give the same bytes: tensors keep their order, metadata is sorted by key. The data start at a
    /// multiple of 64 bytes; give tensors of wide elements before those of narrow ones to keep all of them aligned.
    ///
    /// - Throws: `FileError` where the file cannot be written, a name is repeated or is `__metadata__`, or a source gives
    ///   more or fewer bytes than its shape needs. The path then holds what it held before.
    public static func write(
        _ sources: [Source], metadata: [String: String] = [:], to path: String
    ) throws(FileError) {
        let (header, byteCounts) = try makeHeader(sources, metadata: metadata, file: path)
        var file = try AtomicFile(replacing: path)
        try file.append(header)
        for (source, byteCount) in zip(sources, byteCounts) {
            var given = 0
            try source.giveBytes { (bytes) throws(FileError) in
                given += bytes.count
                // Surplus bytes are counted for the error below but not written.
                if given <= byteCount { try file.append(bytes) }
            }
            guard given == byteCount else {
                throw FileError(
                    file: path, place: "tensor \(OneLine.quoted(source.name))", found: "\(given) bytes",
                    expected: "\(byteCount) for shape \(source.shape) of \(source.elementType.rawValue)")
            }
        }
        try file.commit()
    }

    /// The file's first bytes, up to the data, and the number of bytes of each tensor.
    private static func makeHeader(
        _ sources: [Source], metadata: [String: String], file: String
    ) throws(FileError) -> (bytes: [UInt8], byteCounts: [Int]) {
        var members: [String] = []
        if !metadata.isEmpty {
            // By bytes, so that the order depends on no version of Unicode.
            let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .map { "\(JSONText.quoted($0)):\(JSONText.quoted($1))" }
            members.append("\(JSONText.quoted(metadataKey)):{\(pairs.joined(separator: ","))}")
        }
        var names: Set = [metadataKey]
        var byteCounts: [Int] = []
        var offset = 0
        for source in sources {
            let place = "tensor \(OneLine.quoted(source.name))"
            guard names.insert(source.name).inserted else {
                throw FileError(file: file, place: place, found: "a name that is taken", expected: "another")
            }
            guard let byteCount = byteCount(shape: source.shape, of: source.elementType),
                byteCount <= Int.max - offset
            else {
                throw FileError(
                    file: file, place: place, found: "shape \(source.shape)", expected: "a size that a file can have")
            }
            let end = offset + byteCount
            let shape = source.shape.map { "\($0)" }.joined(separator: ",")
            members.append(
                "\(JSONText.quoted(source.name)):{\"dtype\":\"\(source.elementType.rawValue)\","
                    + "\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
            byteCounts.append(byteCount)
            offset = end
        }
        var text = Array("{\(members.joined(separator: ","))}".utf8)
        text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 63 - (text.count + 7) % 64))
        guard text.count <= longestHeader else {
            throw FileError(
                file: file, place: "header", found: "\(text.count) bytes", expected: "at most \(longestHeader)")
        }
        let length = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) }
        return (length + text, byteCounts)
    }
}
