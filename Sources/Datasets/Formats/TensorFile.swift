import Files

/// A safetensors file in which tensors are features and targets.
struct TensorFile {
    private let file: DataFile
    private let tensors: [Safetensors.Tensor]

    init(_ file: DataFile) throws(DataError) {
        self.file = file
        do {
            tensors = try file.withBytes { (bytes) throws(FileError) in
                try Safetensors.readHeader(of: bytes, file: file.path).tensors
            }
        } catch {
            throw DataError(error)
        }
    }

    /// The tensor of this name, or the only one there is beside another.
    func array(_ name: String?, otherThan other: String?, for use: String) throws(DataError) -> ArrayFile {
        let candidates = tensors.filter { name == nil ? $0.name != other : $0.name == name }
        guard candidates.count == 1, let tensor = candidates.first else {
            let names = tensors.prefix(8).map { OneLine.quoted($0.name) }.joined(separator: ", ")
            let found = tensors.isEmpty ? "no tensors" : tensors.count > 8 ? "\(names), …" : names
            let expected = name.map { "a tensor \(OneLine.quoted($0))" } ?? "the name of the tensor of \(use)"
            throw DataError(file: file.path, found: found, expected: expected)
        }
        return try ArrayFile(
            file, tensor.elementType, shape: tensor.shape, range: tensor.byteRange, part: tensor.name)
    }
}
