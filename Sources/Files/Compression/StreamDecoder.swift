/// Decompresses bytes of one format, some at a time.
protocol StreamDecoder: AnyObject {
    /// Decodes some bytes.
    /// - Parameters:
    ///   - input: all that follows, or the first part of it.
    ///   - output: where the content goes; may be empty.
    /// - Throws: `DecoderFailure` where these bytes cannot be.
    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(DecoderFailure) -> DecoderStep

    /// Begins with the next member, where members may follow each other.
    func begin() throws(DecoderFailure)
}

/// What one step of a decoder has done.
struct DecoderStep {
    /// Bytes of the input that it took.
    let taken: Int
    /// Bytes that it wrote.
    let made: Int
    /// Whether a member has ended.
    let isAtEnd: Bool
}

/// Why a decoder cannot go on.
enum DecoderFailure: Error {
    case broken
    case noMemory
}
