import Files

/// An array of texts in an NPY file, one for each row: NumPy's `U`, which are 4 bytes a character, and `S`, which are bytes
/// of UTF-8. Zeros at their ends are no part of them.
struct TextArray {
    let file: DataFile
    let rowCount: Int
    private let offset: Int
    private let characterCount: Int
    private let isUnicode: Bool
    private let isBigEndian: Bool
    private let part: String?

    private var textBytes: Int { characterCount * (isUnicode ? 4 : 1) }

    /// Reads the header of an NPY file; nil where it holds numbers.
    /// - Throws: `DataError` where it is not as the format says, or has not one text for each row.
    init?(npy place: NPYPlace) throws(DataError) {
        file = place.file
        part = place.part
        let range = place.range ?? 0..<place.file.byteCount
        let header = try NPYHeader(of: place.file, range)
        switch header.element {
        case .number: return nil
        case .unicode(let count): (isUnicode, characterCount) = (true, count)
        case .bytes(let count): (isUnicode, characterCount) = (false, count)
        }
        isBigEndian = header.isBigEndian
        offset = range.lowerBound + header.end
        rowCount = header.shape.first ?? 0
        let shape = "shape [\(header.shape.prefix(8).map { "\($0)" }.joined(separator: ", "))]"
        guard rowCount > 0, header.shape.dropFirst().allSatisfy({ $0 == 1 }) else {
            throw DataError(file: file.path, found: "texts of \(shape)", expected: "one for each row")
        }
        let (byteCount, overflow) = rowCount.multipliedReportingOverflow(by: textBytes)
        guard !overflow, byteCount == range.upperBound - offset else {
            throw DataError(
                file: file.path, found: "\(range.upperBound - offset) bytes of texts",
                expected: "\(textBytes) for each of \(rowCount)")
        }
    }

    /// The texts as names of classes.
    /// - Parameter name: the target's name in messages; nil where it has none.
    func labels(name: String?) throws(DataError) -> LabelColumn {
        var labels = LabelColumn()
        for row in 0..<rowCount {
            let start = offset + row * textBytes
            guard let text = file.withBytes(start..<start + textBytes, text) else {
                throw DataError(
                    file: file.path, row: row + 1, column: name, found: "bytes that are no text", expected: "a class")
            }
            guard !text.isEmpty else {
                throw DataError(file: file.path, row: row + 1, column: name, found: "nothing", expected: "a class")
            }
            labels.append(text)
        }
        return labels
    }

    private func text(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard isUnicode else {
            let end = bytes.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
            return String(validating: bytes[..<end], as: UTF8.self)
        }
        var scalars = (0..<characterCount).map { index in
            let bits = bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
            return isBigEndian ? bits.bigEndian : bits.littleEndian
        }
        while scalars.last == 0 { scalars.removeLast() }
        return String(validating: scalars, as: UTF32.self)
    }
}
