import CLZMA

/// Decodes xz, streams of which may follow each other.
final class XZDecoder: StreamDecoder {
    /// Does not move: the library's state points back to it.
    private let stream: UnsafeMutablePointer<lzma_stream>

    /// LZMA_CONCATENATED: streams and the padding between them are decoded as one.
    private static let concatenated: UInt32 = 8

    /// Bytes that a decoder may use in any case; xz's own settings need at most 65 MiB.
    private static let leastLimit = 1 << 28

    /// - Parameter limit: The most bytes that the content may have, and that the decoder may use where that is more than a
    ///   few.
    init(limit: Int) throws(DecoderFailure) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: lzma_stream())
        guard lzma_stream_decoder(stream, UInt64(max(limit, Self.leastLimit)), Self.concatenated) == LZMA_OK else {
            throw .noMemory
        }
    }

    deinit {
        lzma_end(stream)
        stream.deallocate()
    }

    func begin() throws(DecoderFailure) { throw .broken }

    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(DecoderFailure) -> DecoderStep {
        stream.pointee.next_in = input.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_in = input.count
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = output.count
        let code = lzma_code(stream, LZMA_FINISH)
        switch code {
        case LZMA_OK, LZMA_BUF_ERROR, LZMA_STREAM_END: break
        case LZMA_MEM_ERROR, LZMA_MEMLIMIT_ERROR: throw .noMemory
        default: throw .broken
        }
        return DecoderStep(
            taken: input.count - stream.pointee.avail_in, made: output.count - stream.pointee.avail_out,
            isAtEnd: code == LZMA_STREAM_END)
    }
}
