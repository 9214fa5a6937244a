import CZstd

/// Decodes Zstandard.
final class ZstdDecoder: StreamDecoder {
    private let context: OpaquePointer

    /// The largest window, as a power of two: what `zstd --ultra --long=31` makes.
    private static let largestWindow: Int32 = 31

    init() throws(DecoderFailure) {
        guard let context = ZSTD_createDCtx() else { throw .noMemory }
        self.context = context
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.largestWindow)
    }

    deinit { ZSTD_freeDCtx(context) }

    func begin() throws(DecoderFailure) {}

    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(DecoderFailure) -> DecoderStep {
        var from = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var to = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let rest = ZSTD_decompressStream(context, &to, &from)
        if ZSTD_isError(rest) != 0 {
            throw ZSTD_getErrorCode(rest) == ZSTD_error_memory_allocation ? .noMemory : .broken
        }
        return DecoderStep(taken: from.pos, made: to.pos, isAtEnd: rest == 0)
    }
}
