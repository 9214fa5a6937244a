/// Sums that travel between processes as words, and lose no bit on the way.
public protocol WordCoded: Sendable {
    /// All that there is, as many words for each value of a kind.
    var words: [UInt64] { get }
    /// Reads `words`.
    init(words: ArraySlice<UInt64>)
}

extension RegressionSums: WordCoded {
    /// Nine words.
    public var words: [UInt64] {
        [squares.bitPattern, magnitudes.bitPattern, losses.bitPattern] + residuals.words + targets.words
    }

    /// Reads nine words.
    public init(words: ArraySlice<UInt64>) {
        let start = words.startIndex
        self.init(
            squares: Double(bitPattern: words[start]), magnitudes: Double(bitPattern: words[start + 1]),
            losses: Double(bitPattern: words[start + 2]), residuals: Spread(words: words[start + 3..<start + 6]),
            targets: Spread(words: words[start + 6..<start + 9]))
    }
}

extension Spread {
    fileprivate var words: [UInt64] { [UInt64(count), mean.bitPattern, squares.bitPattern] }

    fileprivate init(words: ArraySlice<UInt64>) {
        let start = words.startIndex
        self.init(
            count: Int(words[start]), mean: Double(bitPattern: words[start + 1]),
            squares: Double(bitPattern: words[start + 2]))
    }
}

extension ClassificationSums: WordCoded {
    /// Three words and, for K classes, 4 K, and K² more where there is a confusion matrix.
    public var words: [UInt64] {
        let counts = actualCounts + predictedCounts + correctCounts + (confusionMatrix ?? [])
        return [UInt64(classCount), UInt64(rowCount), losses.bitPattern] + probabilitySums.map(\.bitPattern)
            + counts.map { UInt64($0) }
    }

    /// Reads `words`.
    public init(words: ArraySlice<UInt64>) {
        var rest = words
        func next(_ count: Int) -> ArraySlice<UInt64> {
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        let head = Array(next(3))
        self.init(classCount: Int(head[0]))
        read(
            rowCount: Int(head[1]), losses: Double(bitPattern: head[2]),
            probabilitySums: next(classCount).map { Double(bitPattern: $0) },
            actualCounts: next(classCount).map { Int($0) }, predictedCounts: next(classCount).map { Int($0) },
            correctCounts: next(classCount).map { Int($0) }, confusionMatrix: rest.map { Int($0) })
    }
}
