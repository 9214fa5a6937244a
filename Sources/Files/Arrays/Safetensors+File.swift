extension Safetensors {
    /// A safetensors file in memory, its header checked to the last byte.
    public struct File: ~Copyable, Sendable {
        /// The strings under `__metadata__`.
        public let metadata: [String: String]

        /// The tensors, in the header's order.
        public let tensors: [Tensor]

        private let file: FileContent
        private let indices: [String: Int]

        /// The path as the caller gave it.
        public var path: String { file.path }

        /// Maps the file at `path` into memory and checks its header. The tensors' bytes are not touched.
        ///
        /// - Throws: `FileError` where the file cannot be mapped, or where its header is not exactly as the format says:
        ///   wrong length, not JSON, a repeated key, an unknown element type, a shape that overflows, or byte ranges that
        ///   do not fit the shapes or do not cover the data exactly once.
        public init(reading path: String) throws(FileError) {
            try self.init(try FileContent(reading: path))
        }

        /// Checks the header of a file whose bytes are in memory already.
        /// - Throws: as above.
        package init(_ file: consuming FileContent) throws(FileError) {
            let path = file.path
            let header = try file.withBytes { (bytes) throws(FileError) in
                try Safetensors.readHeader(of: bytes, file: path)
            }
            metadata = header.metadata
            tensors = header.tensors
            // The header's parser has already refused repeated names.
            indices = Dictionary(uniqueKeysWithValues: header.tensors.enumerated().map { ($1.name, $0) })
            self.file = file
        }

        /// Whether there is a tensor of this name.
        public func contains(_ name: String) -> Bool {
            indices[name] != nil
        }

        /// The tensor of this name.
        ///
        /// - Throws: `FileError` where there is none.
        public func tensor(_ name: String) throws(FileError) -> Tensor {
            guard let index = indices[name] else {
                let names = tensors.prefix(8).map { OneLine.quoted($0.name) }.joined(separator: ", ")
                let found = tensors.isEmpty ? "no tensors" : tensors.count > 8 ? "\(names), …" : names
                throw FileError(file: path, found: found, expected: "a tensor \(OneLine.quoted(name))")
            }
            return tensors[index]
        }

        /// Lends a tensor's bytes for the duration of `body`.
        ///
        /// The bytes are aligned to the element only if the file's writer aligned them; `loadUnaligned` always works.
        ///
        /// - Parameters:
        ///   - tensor: One of this file's own `tensors`.
        ///   - body: reads the bytes, which are gone when it returns.
        public func withBytes<Result, Failure: Error>(
            of tensor: Tensor, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
        ) throws(Failure) -> Result {
            try file.withBytes { (bytes) throws(Failure) in
                try body(UnsafeRawBufferPointer(rebasing: bytes[tensor.byteRange]))
            }
        }

        /// A copy of a float32 tensor's elements, in row-major order.
        ///
        /// - Parameters:
        ///   - name: the tensor's name.
        ///   - shape: The shape that the tensor must have; any where it is nil.
        /// - Throws: `FileError` where there is no such tensor, or it is of another type or shape.
        public func floats(_ name: String, shape: [Int]? = nil) throws(FileError) -> [Float] {
            try elements(name, .float32, shape: shape)
        }

        /// A copy of a float64 tensor's elements, likewise.
        public func doubles(_ name: String, shape: [Int]? = nil) throws(FileError) -> [Double] {
            try elements(name, .float64, shape: shape)
        }

        private func elements<Element: BitwiseCopyable>(
            _ name: String, _ elementType: ElementType, shape: [Int]?
        ) throws(FileError) -> [Element] {
            let tensor = try tensor(name)
            let place = "tensor \(OneLine.quoted(name))"
            guard tensor.elementType == elementType else {
                throw FileError(
                    file: path, place: place, found: tensor.elementType.rawValue, expected: elementType.rawValue)
            }
            if let shape, shape != tensor.shape {
                throw FileError(file: path, place: place, found: "shape \(tensor.shape)", expected: "\(shape)")
            }
            return withBytes(of: tensor) { bytes in
                [Element](unsafeUninitializedCapacity: tensor.elementCount) { elements, count in
                    UnsafeMutableRawBufferPointer(elements).copyMemory(from: bytes)
                    count = tensor.elementCount
                }
            }
        }
    }
}
