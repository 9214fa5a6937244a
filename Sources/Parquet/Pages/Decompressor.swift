import CSnappy
import CZlib
import CZstd

/// Decompresses pages, for one thread at a time.
final class Decompressor {
    private let output: ScratchMemory
    private var zstd: OpaquePointer?
    /// Does not move: zlib's state points back to it.
    private var zlib: UnsafeMutablePointer<z_stream>?

    init(_ budget: MemoryBudget) { output = ScratchMemory(budget) }

    deinit {
        ZSTD_freeDCtx(zstd)
        if let zlib {
            inflateEnd(zlib)
            zlib.deallocate()
        }
    }

    /// The bytes that were compressed, which are there until the next call.
    /// - Parameter count: how many there are said to be; there must be as many.
    func decompress(
        _ bytes: UnsafeRawBufferPointer, by codec: Codec, count: Int
    ) throws(Malformed) -> UnsafeRawBufferPointer {
        if codec == .none {
            guard count == bytes.count else {
                throw Malformed(found: "\(bytes.count) bytes", expected: "\(count), as the page's header says")
            }
            return bytes
        }
        guard count / codec.largestRatio <= bytes.count else {
            throw Malformed(
                found: "\(count) bytes in \(bytes.count) compressed ones",
                expected: "at most \(codec.largestRatio) times as many")
        }
        guard count > 0 else { return UnsafeRawBufferPointer(start: output.start, count: 0) }
        try output.grow(to: count)
        let memory = UnsafeMutableRawBufferPointer(start: output.start, count: count)
        let isWhole =
            switch codec {
            case .none: false
            case .snappy: unsnap(bytes, into: memory)
            case .gzip: try inflate(bytes, into: memory)
            case .zstd: try expand(bytes, into: memory)
            }
        guard isWhole else {
            throw Malformed(
                found: "a broken compressed page", expected: "\(count) bytes that \(codec) compressed")
        }
        return UnsafeRawBufferPointer(memory)
    }

    /// - Source: https://github.com/google/snappy/blob/main/format_description.txt
    private func unsnap(_ bytes: UnsafeRawBufferPointer, into memory: UnsafeMutableRawBufferPointer) -> Bool {
        let (input, output) = (bytes.baseAddress?.assumingMemoryBound(to: CChar.self), memory.baseAddress!)
        var length = 0
        guard snappy_uncompressed_length(input, bytes.count, &length) == SNAPPY_OK, length == memory.count else {
            return false
        }
        return snappy_uncompress(input, bytes.count, output.assumingMemoryBound(to: CChar.self), &length) == SNAPPY_OK
            && length == memory.count
    }

    /// - Source: https://www.rfc-editor.org/rfc/rfc1952, members of which may follow each other
    private func inflate(
        _ bytes: UnsafeRawBufferPointer, into memory: UnsafeMutableRawBufferPointer
    ) throws(Malformed) -> Bool {
        let stream = try inflation()
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
        // A page has at most 2³¹ bytes, compressed or not.
        stream.pointee.avail_in = UInt32(bytes.count)
        stream.pointee.next_out = memory.baseAddress!.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(memory.count)
        while true {
            guard inflateReset(stream) == Z_OK, CZlib.inflate(stream, Z_FINISH) == Z_STREAM_END else { return false }
            if stream.pointee.avail_in == 0 { return stream.pointee.avail_out == 0 }
        }
    }

    private func inflation() throws(Malformed) -> UnsafeMutablePointer<z_stream> {
        if let zlib { return zlib }
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 bits of window, and 32 for a header of gzip or zlib, whichever is there.
        guard inflateInit2_(stream, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            stream.deallocate()
            throw output.budget.exceeded
        }
        zlib = stream
        return stream
    }

    /// - Source: https://www.rfc-editor.org/rfc/rfc8878
    private func expand(
        _ bytes: UnsafeRawBufferPointer, into memory: UnsafeMutableRawBufferPointer
    ) throws(Malformed) -> Bool {
        if zstd == nil { zstd = ZSTD_createDCtx() }
        guard let zstd else { throw output.budget.exceeded }
        let count = ZSTD_decompressDCtx(zstd, memory.baseAddress, memory.count, bytes.baseAddress, bytes.count)
        return ZSTD_isError(count) == 0 && count == memory.count
    }
}
