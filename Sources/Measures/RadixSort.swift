/// Sorts words by counting their digits, the last digit first
/// (Knuth, The Art of Computer Programming, volume 3, section 5.2.5).
enum RadixSort {
    private static let digitBits = 11
    private static let digitCount = 1 << digitBits

    /// Sorts by the bits from one on, ascending; words that are equal in them keep their order.
    static func sort(_ words: inout [UInt64], fromBit lowest: Int) {
        let count = words.count
        guard count > 1 else { return }
        let shifts = Array(stride(from: lowest, to: UInt64.bitWidth, by: digitBits))
        var histograms = [Int](repeating: 0, count: shifts.count * digitCount)
        histograms.withUnsafeMutableBufferPointer { histograms in
            words.withUnsafeBufferPointer { words in
                for word in words {
                    for (place, shift) in shifts.enumerated() {
                        histograms[place * digitCount + digit(word, shift)] += 1
                    }
                }
            }
        }
        var other = [UInt64](repeating: 0, count: count)
        for (place, shift) in shifts.enumerated() {
            let counts = histograms[place * digitCount..<(place + 1) * digitCount]
            // A digit that all words share sorts nothing.
            guard counts[counts.startIndex + digit(words[0], shift)] < count else { continue }
            var starts = [Int](repeating: 0, count: digitCount)
            var sum = 0
            for (digit, count) in counts.enumerated() {
                starts[digit] = sum
                sum += count
            }
            words.withUnsafeBufferPointer { from in
                other.withUnsafeMutableBufferPointer { to in
                    starts.withUnsafeMutableBufferPointer { starts in
                        for word in from {
                            let digit = digit(word, shift)
                            to[starts[digit]] = word
                            starts[digit] += 1
                        }
                    }
                }
            }
            swap(&words, &other)
        }
    }

    private static func digit(_ word: UInt64, _ shift: Int) -> Int {
        Int(truncatingIfNeeded: word >> UInt64(shift)) & (digitCount - 1)
    }
}
