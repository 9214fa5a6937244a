/// How a whole file is compressed, which its first bytes say.
public enum Compression: String, CaseIterable, Sendable {
    /// gzip, https://www.rfc-editor.org/rfc/rfc1952
    case gzip
    /// Zstandard, https://www.rfc-editor.org/rfc/rfc8878
    case zstd
    /// bzip2, https://sourceware.org/bzip2
    case bzip2
    /// xz, https://tukaani.org/xz/xz-file-format.txt
    case xz

    /// How a file of bytes is compressed; nil where it is not.
    /// - Parameter start: at least the first `magicByteCount` bytes of the file, or all that it has.
    public init?(_ start: UnsafeRawBufferPointer) {
        guard let compression = Self.allCases.first(where: { start.starts(with: $0.magic) }) else { return nil }
        self = compression
    }

    /// How the file at a path is compressed; nil where it is not, cannot be read, or is no regular file.
    public init?(ofFileAt path: String) {
        guard let file = try? RandomAccessFile(reading: path) else { return nil }
        let start = [UInt8](unsafeUninitializedCapacity: Self.magicByteCount) { buffer, count in
            count = min(Self.magicByteCount, file.byteCount)
            file.read(
                from: 0, into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
        }
        guard let compression = start.withUnsafeBytes({ Compression($0) }) else { return nil }
        self = compression
    }

    /// How many bytes say it.
    public static let magicByteCount = 6

    private var magic: [UInt8] {
        switch self {
        case .gzip: [0x1F, 0x8B]
        case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
        case .bzip2: Array("BZh".utf8)
        case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]
        }
    }

    /// How names of such files end.
    public var endings: [String] {
        switch self {
        case .gzip: [".gz"]
        case .zstd: [".zst", ".zstd"]
        case .bzip2: [".bz2"]
        case .xz: [".xz"]
        }
    }

    /// A path without an ending that only says how the file is compressed.
    public static func withoutEnding(_ path: String) -> Substring {
        let ending = allCases.flatMap(\.endings).first { path.lowercased().hasSuffix($0) }
        return path.dropLast(ending?.count ?? 0)
    }
}
