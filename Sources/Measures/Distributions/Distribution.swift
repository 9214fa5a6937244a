/// A probability distribution over finitely many outcomes, numbered from 0.
public struct Distribution: Hashable, Sendable {
    /// How far from 1 the sum of given probabilities may be: a softmax of a few thousand outcomes in single precision passes.
    public static let sumTolerance = 1e-5

    /// The probability of each outcome.
    public let probabilities: [Double]

    /// The distribution of these probabilities, kept as they are.
    /// - Parameter probabilities: at least one, finite, not negative, with a sum within `sumTolerance` of 1.
    /// - Throws: `DistributionError` that names the first entry, or the sum, that is not so.
    public init(_ probabilities: [Double]) throws(DistributionError) {
        let sum = try Self.sum(of: probabilities, named: "probabilities")
        guard abs(sum - 1) <= Self.sumTolerance else {
            throw DistributionError(
                place: "sum of probabilities", found: "\(sum)", expected: "1 within \(Self.sumTolerance)")
        }
        self.probabilities = probabilities
    }

    /// The distribution in proportion to these weights, such as counts: each divided by their sum.
    /// - Parameter weights: at least one, finite, not negative, with a sum that is positive and finite.
    /// - Throws: `DistributionError` that names the first entry, or the sum, that is not so.
    public init(weights: [Double]) throws(DistributionError) {
        let sum = try Self.sum(of: weights, named: "weights")
        guard sum > 0, sum.isFinite else {
            throw DistributionError(place: "sum of weights", found: "\(sum)", expected: "a positive, finite number")
        }
        probabilities = weights.map { $0 / sum }
    }

    private static func sum(of entries: [Double], named name: String) throws(DistributionError) -> Double {
        guard !entries.isEmpty else {
            throw DistributionError(place: name, found: "no entries", expected: "at least one")
        }
        var sum = 0.0
        for (index, entry) in entries.enumerated() {
            guard entry >= 0, entry.isFinite else {
                throw DistributionError(
                    place: "\(name)[\(index)]", found: "\(entry)", expected: "a finite number of at least 0")
            }
            sum += entry
        }
        return sum
    }
}
