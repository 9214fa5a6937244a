/// The values of a data page as indices of the chunk's dictionary.
///
/// Source: https://github.com/apache/parquet-format/blob/master/Encodings.md#DICTIONARY
struct DictionaryIndices {
    private var decoder: RunLengthDecoder
    private let dictionaryCount: Int

    /// Indices that are decoded at a time.
    static let batch = 1024

    init(_ page: DataPage, dictionaryCount: Int?) throws(Malformed) {
        guard let dictionaryCount else {
            throw Malformed(found: "indices of a dictionary that is not there", expected: "the dictionary before them")
        }
        guard let width = page.bytes.first else {
            throw Malformed(found: "no bytes of indices", expected: "their width at least")
        }
        decoder = try RunLengthDecoder(UnsafeRawBufferPointer(rebasing: page.bytes[1...]), width: Int(width))
        self.dictionaryCount = dictionaryCount
    }

    /// The index that all of the next values have, where that is known at once.
    mutating func index(ofNext count: Int) throws(Malformed) -> Int? {
        guard let index = try decoder.number(ofNext: count) else { return nil }
        try check(index)
        return Int(index)
    }

    /// Decodes the next indices and checks them.
    @inline(__always)
    mutating func decode(into indices: UnsafeMutablePointer<UInt32>, count: Int) throws(Malformed) {
        try decoder.decode(into: indices, count: count)
        var largest: UInt32 = 0
        for index in 0..<count { largest = max(largest, indices[index]) }
        if count > 0 { try check(UInt64(largest)) }
    }

    private func check(_ index: UInt64) throws(Malformed) {
        guard index < UInt64(dictionaryCount) else {
            throw Malformed(found: "index \(index) in a dictionary of \(dictionaryCount)", expected: "a smaller one")
        }
    }
}
