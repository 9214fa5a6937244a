/// How pages are compressed.
///
/// Source: https://github.com/apache/parquet-format/blob/master/Compression.md
enum Codec: Int {
    case none = 0
    case snappy = 1
    case gzip = 2
    case zstd = 6

    /// - Parameter number: what the file says.
    init(number: Int) throws(Malformed) {
        guard let codec = Codec(rawValue: number) else {
            let names = [3: "LZO", 4: "Brotli", 5: "LZ4", 7: "raw LZ4"]
            throw Malformed(
                found: names[number].map { "pages compressed by \($0)" } ?? "pages of compression \(number)",
                expected: "none, snappy, gzip or zstd: write the file again with one of these")
        }
        self = codec
    }

    /// How many times as long as its compressed form a page can be.
    ///
    /// Snappy copies 64 bytes by 3; deflate makes 258 bytes of 2 bits; a block of Zstandard, of 4 bytes at least, stands
    /// for at most 128 KiB.
    var largestRatio: Int {
        switch self {
        case .none: 1
        case .snappy: 22
        case .gzip: 1032
        case .zstd: 1 << 15
        }
    }
}
