import CBZip2

/// Decodes bzip2.
final class BZip2Decoder: StreamDecoder {
    /// Does not move: the library's state points back to it.
    private let stream: UnsafeMutablePointer<bz_stream>

    init() throws(DecoderFailure) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: bz_stream())
        try start()
    }

    deinit {
        BZ2_bzDecompressEnd(stream)
        stream.deallocate()
    }

    func begin() throws(DecoderFailure) {
        BZ2_bzDecompressEnd(stream)
        stream.pointee = bz_stream()
        try start()
    }

    private func start() throws(DecoderFailure) {
        guard BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK else { throw .noMemory }
    }

    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(DecoderFailure) -> DecoderStep {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: CChar.self).baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.bindMemory(to: CChar.self).baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        let code = BZ2_bzDecompress(stream)
        switch code {
        case BZ_OK, BZ_STREAM_END: break
        case BZ_MEM_ERROR: throw .noMemory
        default: throw .broken
        }
        return DecoderStep(
            taken: input.count - Int(stream.pointee.avail_in), made: output.count - Int(stream.pointee.avail_out),
            isAtEnd: code == BZ_STREAM_END)
    }
}
