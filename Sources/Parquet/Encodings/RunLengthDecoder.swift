/// Decodes runs of equal numbers and of packed ones: levels, indices of a dictionary, and booleans.
///
/// Source: https://github.com/apache/parquet-format/blob/master/Encodings.md#RLE
package struct RunLengthDecoder {
    private let bytes: UnsafeRawBufferPointer
    private let width: Int
    private var position = 0
    private var run = Run.repeated(0, count: 0)

    private enum Run {
        case repeated(UInt64, count: Int)
        /// Numbers of a packed run from `next` on.
        case packed(UnsafeRawBufferPointer, next: Int, count: Int)
    }

    /// - Parameters:
    ///   - bytes: nothing but the runs.
    ///   - width: bits of a number, 0 to 32.
    package init(_ bytes: UnsafeRawBufferPointer, width: Int) throws(Malformed) {
        guard width <= 32 else { throw Malformed(found: "indices of \(width) bits", expected: "at most 32") }
        self.bytes = bytes
        self.width = width
    }

    private var cutOff: Malformed {
        Malformed(
            found: "\(bytes.count) bytes of runs that end too early or are broken", expected: "a number for each value")
    }

    /// The number that all of the next `count` have, where they are a part of one run of equal ones.
    mutating func number(ofNext count: Int) throws(Malformed) -> UInt64? {
        guard count > 0 else { return nil }
        try findRun()
        guard case .repeated(let number, let length) = run, length >= count else { return nil }
        return number
    }

    /// Decodes the next numbers.
    @inline(__always)
    package mutating func decode<Output: FixedWidthInteger>(
        into output: UnsafeMutablePointer<Output>, count: Int
    ) throws(Malformed) {
        var done = 0
        while done < count {
            try findRun()
            switch run {
            case .repeated(let number, let length):
                let taken = min(length, count - done)
                (output + done).update(repeating: Output(truncatingIfNeeded: number), count: taken)
                run = .repeated(number, count: length - taken)
                done += taken
            case .packed(let packed, let next, let length):
                let taken = min(length, count - done)
                // The last run of a page may lack the bytes of the numbers that nobody wants.
                guard packed.count >= BitPacking.byteCount(of: next + taken, width: width) else { throw cutOff }
                BitPacking.unpack(packed, from: next, count: taken, width: width, into: output + done)
                run = .packed(packed, next: next + taken, count: length - taken)
                done += taken
            }
        }
    }

    /// Goes on to the next run that is not empty.
    private mutating func findRun() throws(Malformed) {
        while true {
            switch run {
            case .repeated(_, let count), .packed(_, _, let count): if count > 0 { return }
            }
            guard let header = LEB128.read(bytes, at: &position), header >> 1 <= UInt64(Int32.max) else { throw cutOff }
            let count = Int(header >> 1)
            if header & 1 == 1 {
                let end = position + min(count * width, bytes.count - position)
                run = .packed(UnsafeRawBufferPointer(rebasing: bytes[position..<end]), next: 0, count: 8 * count)
                position = end
            } else {
                let byteCount = (width + 7) / 8
                guard byteCount <= bytes.count - position else { throw cutOff }
                var number: UInt64 = 0
                for byte in 0..<byteCount { number |= UInt64(bytes[position + byte]) << UInt64(8 * byte) }
                position += byteCount
                run = .repeated(number, count: count)
            }
        }
    }
}
