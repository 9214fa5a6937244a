import CZlib
import Glibc

extension FileContent {
    /// Opens a gzip file, of one member or several, and inflates it into memory.
    ///
    /// Source: https://www.rfc-editor.org/rfc/rfc1952
    ///
    /// - Parameters:
    ///   - path: the gzip file.
    ///   - limit: The most bytes that the content may have.
    /// - Throws: `FileError` where the file cannot be read, is not a gzip file or is damaged, or where its content would
    ///   be larger than `limit`.
    public init(inflating path: String, limit: Int) throws(FileError) {
        let file = try FileContent(reading: path)
        let inflated = try file.withBytes { (bytes) throws(FileError) in
            guard bytes.count >= 2, bytes[0] == 0x1F, bytes[1] == 0x8B else {
                throw FileError(file: path, found: "no gzip file", expected: "one, as its name ends in .gz")
            }
            // 15 bits of window, and 16 for gzip's header and checksum.
            var inflation = try Inflation(of: path, limit: limit, windowBits: 15 + 16)
            do throws(FileError) {
                return try inflation.run(bytes, expecting: Inflation.length(atEndOf: bytes))
            } catch {
                try file.check()
                throw error
            }
        }
        self.init(path: path, owning: inflated)
    }

    /// Inflates compressed bytes that have no header.
    ///
    /// Source: https://www.rfc-editor.org/rfc/rfc1951
    /// - Parameters:
    ///   - bytes: all of it.
    ///   - path: the file that they are from.
    ///   - limit: The most bytes that the content may have.
    /// - Throws: `FileError` where they are broken or go on after their end, or the content would be larger than `limit`.
    init(inflating bytes: UnsafeRawBufferPointer, of path: String, limit: Int) throws(FileError) {
        var inflation = try Inflation(of: path, limit: limit, windowBits: -15)
        let inflated = try inflation.run(bytes, expecting: limit)
        self.init(path: path, owning: inflated)
    }
}

/// Compressed bytes on their way into memory, which grows as needed.
private struct Inflation: ~Copyable {
    /// What zlib takes at a time: it counts with 32 bits.
    private static let mostInput = 1 << 30
    /// Deflate makes 258 bytes of 2 bits at best.
    private static let largestRatio = 1032

    private let path: String
    private let limit: Int
    /// Whether gzip's members may follow each other.
    private let hasMembers: Bool
    /// Does not move: zlib's state points back to it.
    private let stream: UnsafeMutablePointer<z_stream>
    private var output: UnsafeMutableRawPointer?
    private var capacity = 0
    private var count = 0

    init(of path: String, limit: Int, windowBits: Int32) throws(FileError) {
        self.path = path
        self.limit = limit
        hasMembers = windowBits > 15
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard inflateInit2_(stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw FileError(file: path, "cannot inflate", errno: ENOMEM)
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        free(output)
    }

    /// The content, which the caller frees.
    /// - Parameter length: how long it is said to be, which need not be true.
    mutating func run(
        _ input: UnsafeRawBufferPointer, expecting length: Int
    ) throws(FileError) -> UnsafeRawBufferPointer {
        guard let first = input.baseAddress?.assumingMemoryBound(to: UInt8.self) else { throw broken }
        let possible = input.count.multipliedReportingOverflow(by: Self.largestRatio)
        try grow(to: min(max(length, 1 << 12), possible.overflow ? limit : possible.partialValue, limit))
        var taken = 0
        while true {
            let given = min(input.count - taken, Self.mostInput)
            stream.pointee.next_in = UnsafeMutablePointer(mutating: first + taken)
            stream.pointee.avail_in = UInt32(given)
            if count == capacity, capacity < limit { try grow(to: min(2 * capacity, limit)) }
            let space = min(capacity - count, Self.mostInput)
            stream.pointee.next_out = output!.assumingMemoryBound(to: UInt8.self) + count
            stream.pointee.avail_out = UInt32(space)
            let code = inflate(stream, Z_NO_FLUSH)
            taken += given - Int(stream.pointee.avail_in)
            count += space - Int(stream.pointee.avail_out)
            switch code {
            case Z_OK: continue
            case Z_STREAM_END:
                guard taken < input.count else { return release() }
                guard hasMembers else { throw broken }
                inflateReset(stream)
            case Z_BUF_ERROR where space == 0:
                throw FileError(
                    file: path, found: "more than \(limit) bytes when inflated", expected: "what memory can hold")
            case Z_BUF_ERROR: throw FileError(file: path, found: "\(kind) that is cut off", expected: "all of it")
            case Z_MEM_ERROR: throw FileError(file: path, "cannot inflate", errno: ENOMEM)
            default: throw broken
            }
        }
    }

    private var kind: String { hasMembers ? "a gzip file" : "compressed content" }

    private var broken: FileError {
        hasMembers
            ? FileError(file: path, found: "a broken gzip file", expected: "one that gzip made")
            : FileError(file: path, found: "broken compressed content", expected: "what deflate made")
    }

    /// The length that a gzip file ends with, which is that of its last member modulo 2³².
    static func length(atEndOf input: UnsafeRawBufferPointer) -> Int {
        let said = input.count < 18 ? 0 : input.loadUnaligned(fromByteOffset: input.count - 4, as: UInt32.self)
        return Int(UInt32(littleEndian: said))
    }

    private mutating func grow(to capacity: Int) throws(FileError) {
        guard let larger = realloc(output, max(capacity, 1)) else {
            throw FileError(file: path, "cannot inflate", errno: ENOMEM)
        }
        output = larger
        self.capacity = capacity
    }

    private mutating func release() -> UnsafeRawBufferPointer {
        defer { output = nil }
        return UnsafeRawBufferPointer(start: output, count: count)
    }
}
