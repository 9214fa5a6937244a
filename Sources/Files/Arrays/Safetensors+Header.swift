extension Safetensors {
    /// What a header says, once it is known to be true of its file.
    package struct Header {
        package var metadata: [String: String] = [:]
        package var tensors: [Tensor] = []
    }

    /// Reads and checks the header of a file.
    /// - Parameters:
    ///   - bytes: the whole file, or as much of it as a header may take.
    ///   - fileByteCount: the length of the file; nil where `bytes` is all of it.
    package static func readHeader(
        of bytes: UnsafeRawBufferPointer, fileByteCount: Int? = nil, file: String
    ) throws(FileError) -> Header {
        let fileByteCount = fileByteCount ?? bytes.count
        // The shortest file is a length and the header {}.
        guard bytes.count >= 10 else {
            throw FileError(file: file, place: "header", found: "\(bytes.count) bytes", expected: "at least 10")
        }
        let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        guard length <= longestHeader else {
            throw FileError(
                file: file, place: "header length", found: "\(length)", expected: "at most \(longestHeader)")
        }
        let dataStart = 8 + Int(length)
        guard dataStart <= bytes.count else {
            throw FileError(
                file: file, place: "header length", found: "\(length)",
                expected: "at most \(fileByteCount - 8), the rest of the file")
        }
        var parser = HeaderParser(text: UnsafeRawBufferPointer(rebasing: bytes[8..<dataStart]), file: file)
        let parsed = try parser.parse()

        var header = Header(metadata: parsed.metadata)
        header.tensors.reserveCapacity(parsed.tensors.count)
        for tensor in parsed.tensors {
            header.tensors.append(try check(tensor, data: dataStart..<fileByteCount, file: file))
        }
        try checkCoverage(of: dataStart..<fileByteCount, by: header.tensors, file: file)
        return header
    }

    private static func check(
        _ parsed: ParsedTensor, data: Range<Int>, file: String
    ) throws(FileError) -> Tensor {
        func fail(found: String, expected: String) -> FileError {
            FileError(file: file, place: "tensor \(OneLine.quoted(parsed.name))", found: found, expected: expected)
        }
        guard let elementType = ElementType(rawValue: parsed.elementType) else {
            let known = ElementType.allCases.map(\.rawValue).joined(separator: ", ")
            throw fail(found: "element type \(OneLine.quoted(parsed.elementType))", expected: "one of \(known)")
        }
        guard let byteCount = byteCount(shape: parsed.shape, of: elementType) else {
            throw fail(found: "shape \(shortened(parsed.shape))", expected: "a size that a file can have")
        }
        let (begin, end) = (parsed.begin, parsed.end)
        guard begin <= end, end <= data.count else {
            throw fail(found: "bytes \(begin) to \(end)", expected: "a range within the data's \(data.count)")
        }
        guard end - begin == byteCount else {
            throw fail(
                found: "\(end - begin) bytes",
                expected: "\(byteCount) for shape \(shortened(parsed.shape)) of \(elementType.rawValue)")
        }
        let byteRange = data.lowerBound + begin..<data.lowerBound + end
        return Tensor(name: parsed.name, elementType: elementType, shape: parsed.shape, byteRange: byteRange)
    }

    /// Each byte of the data belongs to exactly one tensor.
    private static func checkCoverage(of data: Range<Int>, by tensors: [Tensor], file: String) throws(FileError) {
        var covered = data.lowerBound
        let ordered = tensors.sorted {
            ($0.byteRange.lowerBound, $0.byteRange.upperBound) < ($1.byteRange.lowerBound, $1.byteRange.upperBound)
        }
        for tensor in ordered {
            let start = tensor.byteRange.lowerBound
            if start != covered {
                throw FileError(
                    file: file, place: "tensor \(OneLine.quoted(tensor.name))",
                    found: "a start at byte \(start - data.lowerBound) of the data, "
                        + (start < covered ? "inside another tensor" : "after a gap"),
                    expected: "byte \(covered - data.lowerBound)")
            }
            covered = tensor.byteRange.upperBound
        }
        guard covered == data.upperBound else {
            throw FileError(
                file: file, place: "data", found: "\(data.count) bytes",
                expected: "\(covered - data.lowerBound), the sum of the tensors")
        }
    }

    private static func shortened(_ shape: [Int]) -> String {
        let text = shape.prefix(8).map { "\($0)" }.joined(separator: ", ")
        return shape.count > 8 ? "[\(text), …]" : "[\(text)]"
    }
}
