/// Sums that travel between processes as words, without loss.
public protocol WordCoded: Sendable {
    /// The whole value; values of one kind always have as many words.
    var words: [UInt64] { get }
    /// Reads `words`.
    init(words: ArraySlice<UInt64>)
}

extension RegressionSums: WordCoded {
    /// Ten words.
    public var words: [UInt64] {
        [UInt64(rowCount), squares.bitPattern, magnitudes.bitPattern, losses.bitPattern] + residuals.words
            + targets.words
    }

    /// Reads ten words.
    public init(words: ArraySlice<UInt64>) {
        let start = words.startIndex
        self.init(
            rowCount: Int(words[start]), squares: Double(bitPattern: words[start + 1]),
            magnitudes: Double(bitPattern: words[start + 2]), losses: Double(bitPattern: words[start + 3]),
            residuals: Spread(words: words[start + 4..<start + 7]),
            targets: Spread(words: words[start + 7..<start + 10]))
    }
}

extension Spread {
    fileprivate var words: [UInt64] { [weight.bitPattern, mean.bitPattern, squares.bitPattern] }

    fileprivate init(words: ArraySlice<UInt64>) {
        let start = words.startIndex
        self.init(
            weight: Double(bitPattern: words[start]), mean: Double(bitPattern: words[start + 1]),
            squares: Double(bitPattern: words[start + 2]))
    }
}

extension ClassificationSums: WordCoded {
    /// Four words and, for K classes, 7 K, and K² more where there is a confusion matrix.
    public var words: [UInt64] {
        let counts = actualCounts + predictedCounts + correctCounts + (confusionMatrix ?? [])
        let sums = probabilitySums + actualWeights + predictedWeights + correctWeights
        return [UInt64(classCount), UInt64(rowCount), weight.bitPattern, losses.bitPattern] + sums.map(\.bitPattern)
            + counts.map { UInt64($0) }
    }

    /// Reads `words`.
    public init(words: ArraySlice<UInt64>) {
        var rest = words
        func next(_ count: Int) -> ArraySlice<UInt64> {
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        func nextSums() -> [Double] { next(classCount).map { Double(bitPattern: $0) } }
        func nextCounts() -> [Int] { next(classCount).map { Int($0) } }
        let head = Array(next(4))
        self.init(classCount: Int(head[0]))
        read(
            rowCount: Int(head[1]), weight: Double(bitPattern: head[2]), losses: Double(bitPattern: head[3]),
            probabilitySums: nextSums(), actualWeights: nextSums(), predictedWeights: nextSums(),
            correctWeights: nextSums(), actualCounts: nextCounts(), predictedCounts: nextCounts(),
            correctCounts: nextCounts(), confusionMatrix: rest.map { Int($0) })
    }
}
