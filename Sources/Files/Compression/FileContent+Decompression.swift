import Glibc

extension FileContent {
    /// Opens a file; where its first bytes say that it is compressed, it is decompressed into memory.
    ///
    /// - Parameters:
    ///   - path: the file, which may be a pipe.
    ///   - limit: The most bytes that decompressed content may have.
    /// - Throws: `FileError` where the file cannot be read or is damaged, or where its content would be larger than
    ///   `limit`.
    public init(decompressing path: String, limit: Int) throws(FileError) {
        let file = try FileContent(reading: path)
        guard let compression = file.withBytes({ Compression($0) }) else {
            self = file
            return
        }
        let content = try file.withBytes { (bytes) throws(FileError) in
            do throws(FileError) {
                var decompression = try Decompression(of: path, by: compression, limit: limit)
                return try decompression.run(bytes)
            } catch {
                try file.check()
                throw error
            }
        }
        self.init(path: path, owning: content)
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
        var decompression = try Decompression(of: path, by: nil, limit: limit)
        self.init(path: path, owning: try decompression.run(bytes))
    }
}

/// Compressed bytes on their way into memory, which grows as needed.
private struct Decompression: ~Copyable {
    /// What a decoder gets at a time: some count with 32 bits.
    private static let mostInput = 1 << 30
    /// Memory to begin with, as a multiple of the input; and deflate makes 258 bytes of 2 bits at best.
    private static let (usualRatio, largestRatio) = (4, 1032)

    private let path: String
    private let limit: Int
    /// Nil for deflate without a header.
    private let compression: Compression?
    private let decoder: any StreamDecoder
    private var output: UnsafeMutableRawPointer?
    private var capacity = 0
    private var count = 0

    init(of path: String, by compression: Compression?, limit: Int) throws(FileError) {
        self.path = path
        self.limit = limit
        self.compression = compression
        do throws(DecoderFailure) {
            decoder =
                switch compression {
                case nil: try DeflateDecoder(isGzip: false)
                case .gzip: try DeflateDecoder(isGzip: true)
                case .zstd: try ZstdDecoder()
                case .bzip2: try BZip2Decoder()
                case .xz: try XZDecoder(limit: limit)
                }
        } catch {
            throw FileError(file: path, "cannot decompress", errno: ENOMEM)
        }
    }

    deinit { free(output) }

    /// The content, which the caller frees.
    mutating func run(_ input: UnsafeRawBufferPointer) throws(FileError) -> UnsafeRawBufferPointer {
        try grow(to: firstCapacity(input))
        var taken = 0
        while true {
            if count == capacity, capacity < limit { try grow(to: min(2 * capacity, limit)) }
            let rest = UnsafeRawBufferPointer(rebasing: input[taken...].prefix(Self.mostInput))
            let room = UnsafeMutableRawBufferPointer(
                start: output! + count, count: min(capacity - count, Self.mostInput))
            let step: DecoderStep
            do throws(DecoderFailure) {
                step = try decoder.step(rest, into: room)
            } catch {
                throw failure(error)
            }
            taken += step.taken
            count += step.made
            if step.isAtEnd {
                // Zeros may follow, as they do on tapes and in some downloads.
                guard taken < input.count, compression != .gzip || input[taken...].contains(where: { $0 != 0 }) else {
                    return release()
                }
                guard compression != nil else { throw broken }
                do throws(DecoderFailure) { try decoder.begin() } catch { throw failure(error) }
            } else if step.taken == 0, step.made == 0 {
                guard room.isEmpty else {
                    throw FileError(file: path, found: "\(noun) that is cut off", expected: "all of it")
                }
                throw FileError(
                    file: path, found: "more than \(limit) bytes when decompressed", expected: "what memory can hold")
            }
        }
    }

    private func firstCapacity(_ input: UnsafeRawBufferPointer) -> Int {
        func times(_ ratio: Int) -> Int {
            let (product, overflow) = input.count.multipliedReportingOverflow(by: ratio)
            return overflow ? limit : product
        }
        let expected =
            switch compression {
            case nil: limit
            case .gzip: Self.length(atEndOf: input)
            case .zstd, .bzip2, .xz: times(Self.usualRatio)
            }
        return min(max(expected, 1 << 12), max(times(Self.largestRatio), 1), limit)
    }

    /// The length that a gzip file ends with, which is that of its last member modulo 2³².
    private static func length(atEndOf input: UnsafeRawBufferPointer) -> Int {
        let said = input.count < 18 ? 0 : input.loadUnaligned(fromByteOffset: input.count - 4, as: UInt32.self)
        return Int(UInt32(littleEndian: said))
    }

    private var noun: String {
        switch compression {
        case nil: "compressed content"
        case .xz: "an xz file"
        case .some(let compression): "a \(compression) file"
        }
    }

    private func failure(_ failure: DecoderFailure) -> FileError {
        switch failure {
        case .broken: broken
        case .noMemory: FileError(file: path, "cannot decompress", errno: ENOMEM)
        }
    }

    private var broken: FileError {
        let maker = compression.map(\.rawValue) ?? "deflate"
        let found = compression.map { "a broken \($0) file" } ?? "broken compressed content"
        return FileError(
            file: path, found: found, expected: compression == nil ? "what \(maker) made" : "one that \(maker) made")
    }

    private mutating func grow(to capacity: Int) throws(FileError) {
        guard let larger = realloc(output, max(capacity, 1)) else {
            throw FileError(file: path, "cannot decompress", errno: ENOMEM)
        }
        output = larger
        self.capacity = capacity
    }

    private mutating func release() -> UnsafeRawBufferPointer {
        defer { output = nil }
        return UnsafeRawBufferPointer(start: output, count: count)
    }
}
