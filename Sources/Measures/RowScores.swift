/// What measures need of every row for which the rows are sorted: the scores of a classification and its class, or the
/// size of a regression's error, and the weight.
///
/// They take 4 bytes for each score, 4 for the class and, where rows have weights, 4 for the weight; while they are sorted,
/// 16 bytes more a row for each thread. Beyond `limit` scores none is kept, and the measures are undefined, which they say.
public struct RowScores: Sendable {
    /// The most scores that are kept.
    public static let limit = 1 << 26

    /// How many scores a row has: 1 for a regression and for a model with one probability, else one for each class.
    public let scoresPerRow: Int
    /// The scores, row after row.
    public private(set) var scores: [Float] = []
    /// The class of each row; empty for a regression.
    public private(set) var classes: [Float] = []
    /// The weight of each row; empty where each counts as 1.
    public private(set) var weights: [Float] = []
    /// Whether there were more than `limit`.
    public private(set) var isOverfull = false

    /// Of no rows.
    /// - Parameter scoresPerRow: at least 1.
    public init(scoresPerRow: Int) { self.scoresPerRow = scoresPerRow }

    /// Of rows that were kept elsewhere.
    /// - Parameters:
    ///   - scoresPerRow: at least 1.
    ///   - scores: the scores, row after row.
    ///   - classes: the class of each row; empty for a regression.
    ///   - weights: the weight of each row; empty where each counts as 1.
    public init(scoresPerRow: Int, scores: [Float], classes: [Float], weights: [Float]) {
        self.scoresPerRow = scoresPerRow
        (self.scores, self.classes, self.weights) = (scores, classes, weights)
    }

    /// The number of rows.
    public var rowCount: Int { scores.count / scoresPerRow }

    /// Appends the rows of another set.
    public mutating func append(_ other: RowScores) {
        other.scores.withUnsafeBufferPointer { scores in
            other.classes.withUnsafeBufferPointer { classes in
                other.weights.withUnsafeBufferPointer { weights in
                    append(
                        scores: scores, classes: classes.isEmpty ? nil : classes,
                        weights: weights.isEmpty ? nil : weights)
                }
            }
        }
    }

    /// Appends rows; all of one set have classes and weights, or none has.
    public mutating func append(
        scores: UnsafeBufferPointer<Float>, classes: UnsafeBufferPointer<Float>?, weights: UnsafeBufferPointer<Float>?
    ) {
        guard !isOverfull else { return }
        let hadWeights = !self.weights.isEmpty
        let rowsBefore = rowCount
        self.scores.append(contentsOf: scores)
        if let classes { self.classes.append(contentsOf: classes) }
        if let weights {
            if !hadWeights { self.weights = [Float](repeating: 1, count: rowsBefore) }
            self.weights.append(contentsOf: weights)
        } else if hadWeights {
            self.weights += [Float](repeating: 1, count: rowCount - rowsBefore)
        }
        if self.scores.count > Self.limit { drop() }
    }

    /// Keeps no score: there are too many.
    public mutating func drop() {
        (scores, classes, weights) = ([], [], [])
        isOverfull = true
    }

    private static let overfull = "more than \(limit) predictions would have to be kept"

    /// The rankings of a classification.
    /// - Parameters:
    ///   - classCount: how many classes there are.
    ///   - perform: calls its second argument with each number below the first, in parallel.
    public func rankings(
        classCount: Int, perform: (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void
    ) -> ClassRankings {
        guard !isOverfull else { return ClassRankings(undefined: Self.overfull, classCount: classCount) }
        let ranked = classCount == 2 ? [1] : Array(0..<classCount)
        let rankings = [ScoreRanking](unsafeUninitializedCapacity: ranked.count) { rankings, count in
            // Safe: each call writes an element of its own.
            nonisolated(unsafe) let rankings = rankings
            perform(ranked.count) { index in
                let ranking = sorted(by: ranked[index]).map { ScoreRanking($0) }
                rankings.initializeElement(
                    at: index, to: ranking ?? ScoreRanking(undefined: "a prediction is no number"))
            }
            count = ranked.count
        }
        return ClassRankings(rankings)
    }

    /// The decision threshold of the second of two classes that is best for these rows; nil where no row is of it, or the
    /// rows were too many to keep.
    public func bestThreshold(for objective: ThresholdObjective) -> Float? {
        isOverfull ? nil : sorted(by: 1)?.bestThreshold(for: objective)
    }

    /// The median of the scores, of a regression.
    public var median: MeasuredValue {
        guard !isOverfull else { return .undefined(Self.overfull) }
        return sorted(by: nil).map { .number($0.median) } ?? .undefined("a prediction is no number")
    }

    private func sorted(by index: Int?) -> SortedRows? {
        scores.withUnsafeBufferPointer { scores in
            classes.withUnsafeBufferPointer { classes in
                weights.withUnsafeBufferPointer { weights in
                    let offset = scoresPerRow > 1 ? index ?? 0 : 0
                    let actual = index.map { Float($0) }
                    return scores.baseAddress.flatMap { scores in
                        SortedRows(
                            scores: scores + offset, stride: scoresPerRow, weights: weights, rowCount: rowCount
                        ) { actual != nil && classes[$0] == actual }
                    }
                }
            }
        }
    }
}
