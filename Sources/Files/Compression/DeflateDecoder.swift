import CZlib

/// Decodes deflate, with gzip's header around it or with none.
final class DeflateDecoder: StreamDecoder {
    /// Does not move: zlib's state points back to it.
    private let stream: UnsafeMutablePointer<z_stream>

    init(isGzip: Bool) throws(DecoderFailure) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 bits of window, and 16 for gzip's header and checksum; negative for neither.
        let windowBits: Int32 = isGzip ? 15 + 16 : -15
        guard inflateInit2_(stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .noMemory
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func begin() throws(DecoderFailure) { inflateReset(stream) }

    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(DecoderFailure) -> DecoderStep {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        let code = inflate(stream, Z_NO_FLUSH)
        switch code {
        case Z_OK, Z_BUF_ERROR, Z_STREAM_END: break
        case Z_MEM_ERROR: throw .noMemory
        default: throw .broken
        }
        return DecoderStep(
            taken: input.count - Int(stream.pointee.avail_in), made: output.count - Int(stream.pointee.avail_out),
            isAtEnd: code == Z_STREAM_END)
    }
}
