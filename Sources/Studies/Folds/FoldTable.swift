public import Measures
public import Training

/// The results of all folds, and what they come to together.
public struct FoldTable: Sendable {
    /// A measure over the folds.
    public struct Line: Sendable, Equatable {
        /// Which it is.
        public let measure: Measure
        /// What it came to in each fold; nil where it is not defined there, or the training diverged.
        public let values: [Double?]
        /// The mean over the folds that have a number; nil where none has.
        public let mean: Double?
        /// The standard deviation over these, with one less than their number as divisor; nil for fewer than two.
        public let deviation: Double?

        /// - Parameters:
        ///   - measure: which it is.
        ///   - values: what it came to in each fold.
        public init(_ measure: Measure, _ values: [Double?]) {
            self.measure = measure
            self.values = values
            let numbers = values.compactMap(\.self)
            let count = Double(numbers.count)
            let mean = numbers.isEmpty ? nil : numbers.reduce(0, +) / count
            self.mean = mean
            deviation = mean.flatMap { mean in
                guard numbers.count > 1 else { return nil }
                return (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)).squareRoot()
            }
        }
    }

    /// The results, by the number of the fold.
    public let results: [FoldResult]
    /// Every measure that was taken, in the order of the vocabulary.
    public let lines: [Line]

    /// - Parameter results: those of all folds, in any order.
    public init(_ results: [FoldResult]) {
        self.results = results.sorted { $0.number < $1.number }
        let sorted = self.results
        lines = Measure.allCases.compactMap { measure in
            guard sorted.contains(where: { $0.measures?[measure] != nil }) else { return nil }
            return Line(measure, sorted.map { $0.measures?[measure]?.number })
        }
    }

    /// What a measure came to; nil where it was not taken.
    public subscript(_ measure: Measure) -> Line? { lines.first { $0.measure == measure } }

    /// The folds whose training diverged.
    public var diverged: [Int] { results.filter { $0.digest == nil }.map(\.number) }

    /// The digest of the folds' digests, one after the other as text; nil where a training diverged.
    public var digest: Digest? {
        let digests = results.compactMap(\.digest)
        guard digests.count == results.count else { return nil }
        return Array(digests.joined(separator: "\n").utf8).withUnsafeBytes { Digest(of: $0) }
    }
}
