/// The rows of a two-class decision, sorted by their scores: 8 bytes a row, so that the order of rows before is forgotten.
public struct SortedRows: Sendable {
    /// In each word the score, in 32 bits whose order is that of the numbers, then 31 bits of the weight, then whether the row
    /// is of the class. Ascending.
    private var words: [UInt64]

    /// Sorts rows; those of weight 0 are left out.
    /// - Parameters:
    ///   - scores: a number for each row, at least one of which counts, `stride` apart; nil comes back where one is NaN.
    ///   - stride: how far apart scores are.
    ///   - weights: a weight for each row, finite and not negative; empty where each counts as 1.
    ///   - rowCount: how many rows.
    ///   - isPositive: whether a row is of the class.
    @inline(__always)
    init?(
        scores: UnsafePointer<Float>, stride: Int, weights: UnsafeBufferPointer<Float>, rowCount: Int,
        isPositive: (Int) -> Bool
    ) {
        var hasNaN = false
        var hasWeights = false
        words = [UInt64](unsafeUninitializedCapacity: rowCount) { buffer, filled in
            let words = buffer
            var count = 0
            for row in 0..<rowCount {
                let weight = weights.isEmpty ? 1 : weights[row]
                guard weight > 0 else { continue }
                if weight != 1 { hasWeights = true }
                // Zeros of both signs are one score.
                let score = scores[row * stride] + 0
                if score.isNaN { hasNaN = true }
                let bits = score.bitPattern
                let ordered = bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
                words[count] =
                    UInt64(ordered) << 32 | UInt64(weight.bitPattern) << 1 | (isPositive(row) ? 1 : 0)
                count += 1
            }
            filled = count
        }
        guard !hasNaN else { return nil }
        // Sums of ones are the same in any order.
        RadixSort.sort(&words, fromBit: hasWeights ? 0 : 32)
    }

    private static func score(_ word: UInt64) -> Float {
        let ordered = UInt32(truncatingIfNeeded: word >> 32)
        return Float(bitPattern: ordered & 0x8000_0000 == 0 ? ~ordered : ordered & 0x7FFF_FFFF)
    }

    private static func weight(_ word: UInt64) -> Double {
        Double(Float(bitPattern: UInt32(truncatingIfNeeded: word) >> 1))
    }

    /// What the rows of the class weigh, and what the others do.
    var weights: (positives: Double, negatives: Double) {
        var weights = (positives: 0.0, negatives: 0.0)
        for word in words {
            let weight = Self.weight(word)
            if word & 1 == 1 { weights.positives += weight } else { weights.negatives += weight }
        }
        return weights
    }

    /// Goes through the different scores from high to low.
    /// - Parameter body: called with the score, what rows of the class and others with this score weigh, and what those with
    ///   at least this score weigh.
    @inline(__always)
    func forEachThreshold(
        _ body: (_ threshold: Float, _ positive: Double, _ negative: Double, _ found: Double, _ mistaken: Double) ->
            Void
    ) {
        words.withUnsafeBufferPointer { words in
            var (found, mistaken) = (0.0, 0.0)
            var index = words.count - 1
            while index >= 0 {
                let first = words[index]
                var (positive, negative) = (0.0, 0.0)
                while index >= 0, case let word = words[index], word >> 32 == first >> 32 {
                    let weight = Self.weight(word)
                    if word & 1 == 1 { positive += weight } else { negative += weight }
                    index -= 1
                }
                found += positive
                mistaken += negative
                body(Self.score(first), positive, negative, found, mistaken)
            }
        }
    }

    /// The score that is the best threshold, the highest of several; nil where no row is of the class.
    func bestThreshold(for objective: ThresholdObjective) -> Float? {
        let positives = weights.positives
        guard positives > 0, let last = words.last else { return nil }
        // Above all scores, no row is said to be of the class.
        var best = (
            threshold: Self.score(last).nextUp,
            gain: objective.gain(found: 0, mistaken: 0, positives: positives)
        )
        forEachThreshold { threshold, _, _, found, mistaken in
            let gain = objective.gain(found: found, mistaken: mistaken, positives: positives)
            if gain > best.gain { best = (threshold, gain) }
        }
        return best.threshold
    }

    /// The median of the scores, as much as rows weigh: the least one that half of the weight does not exceed, or its mean
    /// with the next where just half does not (Hyndman and Fan, Sample quantiles in statistical packages, 1996, definition 2).
    var median: Double {
        let half = words.reduce(0) { $0 + Self.weight($1) } / 2
        var sum = 0.0
        for (index, word) in words.enumerated() {
            sum += Self.weight(word)
            if sum > half { return Double(Self.score(word)) }
            if sum == half {
                let next = words[min(index + 1, words.count - 1)]
                return (Double(Self.score(word)) + Double(Self.score(next))) / 2
            }
        }
        return words.last.map { Double(Self.score($0)) } ?? .nan
    }
}
