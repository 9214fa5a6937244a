/// Integers as differences of neighbours, packed in blocks.
///
/// Source: https://github.com/apache/parquet-format/blob/master/Encodings.md#DELTAENC
package enum DeltaBinaryPacked {
    /// Numbers that are unpacked at a time.
    private static let batch = 256

    /// Decodes a whole sequence.
    ///
    /// - Parameters:
    ///   - bytes: the sequence, and perhaps what follows it.
    ///   - output: where the numbers go. Sums wrap around at its width, as the format asks.
    ///   - count: how many there must be.
    /// - Returns: the number of bytes that the sequence takes.
    package static func decode<Output: FixedWidthInteger>(
        _ bytes: UnsafeRawBufferPointer, into output: UnsafeMutablePointer<Output>, count: Int
    ) throws(Malformed) -> Int {
        var position = 0
        func cutOff() -> Malformed {
            Malformed(
                found: "\(bytes.count) bytes of differences that end too early or are broken",
                expected: "\(count) numbers")
        }
        guard let blockSize = LEB128.read(bytes, at: &position), let miniblocks = LEB128.read(bytes, at: &position),
            let total = LEB128.read(bytes, at: &position), let first = LEB128.readZigzag(bytes, at: &position)
        else { throw cutOff() }
        guard blockSize > 0, blockSize <= UInt64(Int32.max), miniblocks > 0, blockSize % miniblocks == 0,
            (blockSize / miniblocks) % 8 == 0
        else {
            throw Malformed(
                found: "blocks of \(blockSize) differences in \(miniblocks) parts", expected: "parts of whole bytes")
        }
        guard total == UInt64(count) else {
            throw Malformed(found: "\(total) differences", expected: "as many as there are values, \(count)")
        }
        guard count > 0 else { return position }
        let size = Int(blockSize / miniblocks)
        var value = Output(truncatingIfNeeded: first)
        output[0] = value
        var done = 1
        try withUnsafeTemporaryAllocation(of: UInt64.self, capacity: batch) { (scratch) throws(Malformed) in
            let deltas = scratch.baseAddress!
            while done < count {
                guard let least = LEB128.readZigzag(bytes, at: &position),
                    miniblocks <= UInt64(bytes.count - position)
                else { throw cutOff() }
                let smallest = Output(truncatingIfNeeded: least)
                let widths = position..<position + Int(miniblocks)
                position = widths.upperBound
                for place in widths where done < count {
                    let width = Int(bytes[place])
                    guard width <= 64 else {
                        throw Malformed(found: "differences of \(width) bits", expected: "at most 64")
                    }
                    let byteCount = size / 8 * width
                    guard byteCount <= bytes.count - position else { throw cutOff() }
                    let packed = UnsafeRawBufferPointer(rebasing: bytes[position..<position + byteCount])
                    position += byteCount
                    let wanted = min(size, count - done)
                    for start in stride(from: 0, to: wanted, by: batch) {
                        let taken = min(batch, wanted - start)
                        BitPacking.unpack(packed, from: start, count: taken, width: width, into: deltas)
                        for index in 0..<taken {
                            value = value &+ smallest &+ Output(truncatingIfNeeded: deltas[index])
                            output[done &+ index] = value
                        }
                        done += taken
                    }
                }
            }
        }
        return position
    }
}
