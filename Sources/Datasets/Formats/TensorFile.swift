import Files

/// A safetensors file in which tensors are features and targets.
struct TensorFile {
    private let file: DataFile
    private let header: Safetensors.Header
    private var tensors: [Safetensors.Tensor] { header.tensors }

    init(_ file: DataFile) throws(DataError) {
        self.file = file
        do {
            let length = file.withBytes(atMost: 8) { $0.count < 8 ? 0 : $0.loadUnaligned(as: UInt64.self).littleEndian }
            let most = 8 + Int(min(length, UInt64(Safetensors.longestHeader)))
            header = try file.withBytes(atMost: max(most, 10)) { (bytes) throws(FileError) in
                try Safetensors.readHeader(of: bytes, fileByteCount: file.byteCount, file: file.path)
            }
        } catch {
            throw DataError(error)
        }
    }

    /// The names of so many features; nil where the file has none for them.
    func featureNames(count: Int) throws(DataError) -> FeatureNames? {
        guard let names = try names("features") else { return nil }
        return names.count == count && Set(names).count == count ? .named(names) : nil
    }

    /// The names of the classes that targets are indices of; nil where the file has none.
    func classNames() throws(DataError) -> [String]? { try names("classes") }

    /// The names of its tensors.
    var names: [String] { tensors.map(\.name) }

    private func names(_ key: String) throws(DataError) -> [String]? {
        guard let text = header.metadata[key] else { return nil }
        guard let names = JSONNames.names(text) else {
            throw DataError(
                file: file.path, found: "metadata \(key) \(OneLine.shortened(text))",
                expected: "a JSON array of names")
        }
        return names
    }

    /// Whether there is a tensor of this name.
    func has(_ name: String) -> Bool { tensors.contains { $0.name == name } }

    /// The tensor of this name, or the only one other than `others`.
    func array(_ name: String?, otherThan others: [String], for use: String) throws(DataError) -> ArrayFile {
        let candidates = tensors.filter { name == nil ? !others.contains($0.name) : $0.name == name }
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
