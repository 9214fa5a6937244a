/// Sorts words by counting their digits, the last digit first
/// (Knuth, The Art of Computer Programming, volume 3, section 5.2.5).
enum RadixSort {
    private static let digitBits = 11
    private static let digitCount = 1 << digitBits

    /// Sorts by the bits from one on, ascending; words that are equal in them keep their order.
    static func sort(_ words: inout [UInt64], fromBit lowest: Int) {
        let count = words.count
        guard count > 1 else { return }
        var other = [UInt64](unsafeUninitializedCapacity: count) { $1 = count }
        var isInOther = false
        words.withUnsafeMutableBufferPointer { words in
            other.withUnsafeMutableBufferPointer { other in
                guard var from = words.baseAddress, var to = other.baseAddress else { return }
                withUnsafeTemporaryAllocation(of: Int.self, capacity: digitCount) { starts in
                    for shift in stride(from: lowest, to: UInt64.bitWidth, by: digitBits) {
                        guard findStarts(starts, from, count, UInt64(shift)) else { continue }
                        var index = 0
                        while index < count {
                            let word = from[index]
                            let digit = digit(word, UInt64(shift))
                            to[starts[digit]] = word
                            starts[digit] &+= 1
                            index &+= 1
                        }
                        swap(&from, &to)
                        isInOther.toggle()
                    }
                }
            }
        }
        if isInOther { swap(&words, &other) }
    }

    /// Where the words of each digit begin; false where all words share one, which sorts nothing.
    private static func findStarts(
        _ starts: UnsafeMutableBufferPointer<Int>, _ words: UnsafeMutablePointer<UInt64>, _ count: Int, _ shift: UInt64
    ) -> Bool {
        starts.update(repeating: 0)
        var index = 0
        while index < count {
            starts[digit(words[index], shift)] &+= 1
            index &+= 1
        }
        guard starts[digit(words[0], shift)] < count else { return false }
        var sum = 0
        for digit in 0..<digitCount {
            let count = starts[digit]
            starts[digit] = sum
            sum += count
        }
        return true
    }

    @inline(__always)
    private static func digit(_ word: UInt64, _ shift: UInt64) -> Int {
        Int(truncatingIfNeeded: word &>> shift) & (digitCount - 1)
    }
}
