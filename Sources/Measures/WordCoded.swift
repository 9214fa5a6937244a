/// Sums that travel between processes as words, without loss.
public protocol WordCoded: Sendable {
    /// The whole value; values of one kind always have as many words.
    var words: [UInt64] { get }
    /// Reads `words`.
    init(words: ArraySlice<UInt64>)
}

extension RegressionSums: WordCoded {
    /// Seventeen words, and six more where there is a deviance.
    public var words: [UInt64] {
        [UInt64(rowCount), UInt64(countedRowCount), UInt64(zeroTargetCount)]
            + [quantile, squares, magnitudes, relativeMagnitudes, pinballs, losses, leastTarget, greatestTarget]
            .map(\.bitPattern) + residuals.words + targets.words + (deviances?.words ?? [])
    }

    /// Reads `words`.
    public init(words: ArraySlice<UInt64>) {
        let start = words.startIndex
        func number(_ index: Int) -> Double { Double(bitPattern: words[start + index]) }
        self.init(quantile: number(3))
        rowCount = Int(words[start])
        countedRowCount = Int(words[start + 1])
        zeroTargetCount = Int(words[start + 2])
        squares = number(4)
        magnitudes = number(5)
        relativeMagnitudes = number(6)
        pinballs = number(7)
        losses = number(8)
        leastTarget = number(9)
        greatestTarget = number(10)
        residuals = Spread(words: words[start + 11..<start + 14])
        targets = Spread(words: words[start + 14..<start + 17])
        if words.count > 17 { deviances = DevianceSums(words: words[(start + 17)...]) }
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
    /// 6 words, 4 for each bin of the calibration and, for K classes, 7 K, and K² more where there is a confusion matrix.
    public var words: [UInt64] {
        let counts = actualCounts + predictedCounts + correctCounts + (confusionMatrix ?? [])
        let sums = probabilitySums + actualWeights + predictedWeights + correctWeights
        let head = [weight, losses, squares, topFiveWeight].map(\.bitPattern)
        return [UInt64(classCount), UInt64(rowCount)] + head + calibration.flatMap(\.words) + sums.map(\.bitPattern)
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
        let head = Array(next(6))
        self.init(classCount: Int(head[0]))
        let calibration = (0..<CalibrationBin.count).map { _ in CalibrationBin(words: next(CalibrationBin.wordCount)) }
        read(
            rowCount: Int(head[1]), weight: Double(bitPattern: head[2]), losses: Double(bitPattern: head[3]),
            probabilitySums: nextSums(), actualWeights: nextSums(), predictedWeights: nextSums(),
            correctWeights: nextSums(), actualCounts: nextCounts(), predictedCounts: nextCounts(),
            correctCounts: nextCounts(), squares: Double(bitPattern: head[4]),
            topFiveWeight: Double(bitPattern: head[5]),
            calibration: calibration, confusionMatrix: rest.map { Int($0) })
    }
}

extension CalibrationBin {
    fileprivate static let wordCount = 4

    fileprivate var words: [UInt64] {
        [UInt64(rowCount), weight.bitPattern, confidence.bitPattern, correctWeight.bitPattern]
    }

    fileprivate init(words: ArraySlice<UInt64>) {
        let start = words.startIndex
        self.init()
        rowCount = Int(words[start])
        weight = Double(bitPattern: words[start + 1])
        confidence = Double(bitPattern: words[start + 2])
        correctWeight = Double(bitPattern: words[start + 3])
    }
}
