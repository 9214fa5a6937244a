/// Values of the same length whose first bytes stand together, then their second ones, and so on.
///
/// Source: https://github.com/apache/parquet-format/blob/master/Encodings.md#BYTESTREAMSPLIT
package enum ByteStreamSplit {
    /// Puts the bytes of each value together.
    /// - Parameters:
    ///   - bytes: `count * width` of them.
    ///   - output: memory for as many.
    package static func join(
        _ bytes: UnsafeRawBufferPointer, count: Int, width: Int, into output: UnsafeMutableRawPointer
    ) {
        guard count > 0, let streams = bytes.baseAddress else { return }
        switch width {
        case 4:
            for index in 0..<count {
                var word: UInt32 = 0
                for stream in 0..<4 {
                    let byte = (streams + (stream &* count &+ index)).load(as: UInt8.self)
                    word |= UInt32(byte) &<< UInt32(truncatingIfNeeded: 8 &* stream)
                }
                (output + 4 &* index).storeBytes(of: word, as: UInt32.self)
            }
        case 8:
            for index in 0..<count {
                var word: UInt64 = 0
                for stream in 0..<8 {
                    let byte = (streams + (stream &* count &+ index)).load(as: UInt8.self)
                    word |= UInt64(byte) &<< UInt64(truncatingIfNeeded: 8 &* stream)
                }
                (output + 8 &* index).storeBytes(of: word, as: UInt64.self)
            }
        default:
            for stream in 0..<width {
                for index in 0..<count {
                    let byte = (streams + (stream &* count &+ index)).load(as: UInt8.self)
                    (output + (index &* width &+ stream)).storeBytes(of: byte, as: UInt8.self)
                }
            }
        }
    }
}
