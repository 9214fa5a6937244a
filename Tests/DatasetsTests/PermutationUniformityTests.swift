import Datasets
import Foundation
import Kernels
import Measures
import TestSupport
import Testing

/// One epoch's order, against what is known of random permutations.
@Suite struct PermutationUniformityTests {
    /// How often each element is at each position. For random permutations (n − 1)/n Σ (O − E)²/E is chi-square with
    /// (n − 1)² degrees of freedom, since rows and columns of the table are fixed; p > 1e-6.
    @Test(arguments: [(size: 64, orders: 50_000), (size: 1000, orders: 20_000)])
    func everyPlaceIsReadAtEveryPosition(_ size: Int, _ orders: Int) throws {
        let source = try EpochOrders(size: size, seed: 101)
        var counts = [Int](repeating: 0, count: size * size)
        for epoch in 0..<orders {
            for (position, place) in source.places(epoch: epoch).enumerated() { counts[position * size + place] += 1 }
        }
        let expected = Array(repeating: Double(orders) / Double(size), count: counts.count)
        let statistic = Statistics.chiSquare(counts, expected: expected) * Double(size - 1) / Double(size)
        let tail = Statistics.chiSquareTail(statistic, degreesOfFreedom: (size - 1) * (size - 1))
        #expect(tail > Statistics.significance, "size \(size): p = \(tail)")
    }

    /// The difference between neighbours, modulo n, takes its n − 1 values equally often. One pair from each order, at a
    /// random position, so that the draws are independent; p > 1e-6.
    @Test(arguments: [64, 1000])
    func differencesOfNeighboursAreUniform(_ size: Int) throws {
        let source = try EpochOrders(size: size, seed: 102)
        var random = SplitMix(state: 102)
        var counts = [Int](repeating: 0, count: size - 1)
        for epoch in 0..<600_000 {
            let position = Int.random(in: 0..<size - 1, using: &random)
            let pair = source.places(epoch: epoch, in: position..<position + 2)
            counts[(pair[1] - pair[0] + size) % size - 1] += 1
        }
        let tail = Statistics.uniformityTail(counts)
        #expect(tail > Statistics.significance, "size \(size): p = \(tail)")
    }

    /// The number of rows that are read just after the row before them. In random permutations it is k with a chance of
    /// e⁻¹/k! · (n − k + 1)/n, up to 1/n!, which tends to Poisson(1); p > 1e-6.
    /// Source: the count of permutations without successions, https://oeis.org/A000255
    @Test(arguments: [(size: 64, orders: 100_000), (size: 1000, orders: 20_000)])
    func successorsFollowByChanceOnly(_ size: Int, _ orders: Int) throws {
        try expectCounts(size, orders, seed: 103) { k in
            exp(-1) / tgamma(Double(k + 1)) * Double(size - k + 1) / Double(size)
        } count: { places in
            zip(places, places.dropFirst()).count { $1 == $0 + 1 }
        }
    }

    /// The number of rows at their own place is Poisson(1), up to 1/n!; p > 1e-6.
    @Test(arguments: [(size: 64, orders: 100_000), (size: 1000, orders: 20_000)])
    func fixedPointsArePoisson(_ size: Int, _ orders: Int) throws {
        try expectCounts(size, orders, seed: 104) { k in
            exp(-1) / tgamma(Double(k + 1))
        } count: { places in
            places.enumerated().count { $0 == $1 }
        }
    }

    /// Counts 0 to 5, and 6 or more, of something in each order, against their probabilities.
    private func expectCounts(
        _ size: Int, _ orders: Int, seed: UInt64, probability: (Int) -> Double, count: ([Int]) -> Int
    ) throws {
        let source = try EpochOrders(size: size, seed: seed)
        var counts = [Int](repeating: 0, count: 7)
        for epoch in 0..<orders { counts[min(count(source.places(epoch: epoch)), 6)] += 1 }
        let first = (0..<6).map(probability)
        let tail = Statistics.fitTail(counts, first + [1 - first.reduce(0, +)])
        #expect(tail > Statistics.significance, "size \(size): \(counts), p = \(tail)")
    }

    /// The number of pairs in the wrong order has mean n(n − 1)/4 and variance n(n − 1)(2n + 5)/72, and is nearly normal.
    @Test(arguments: [(size: 64, orders: 20_000), (size: 1000, orders: 4_000)])
    func inversionsAreNormal(_ size: Int, _ orders: Int) throws {
        let source = try EpochOrders(size: size, seed: 105)
        let n = Double(size)
        let deviation = (n * (n - 1) * (2 * n + 5) / 72).squareRoot()
        let scores = (0..<orders).map { epoch in
            (Double(Self.inversions(source.places(epoch: epoch))) - n * (n - 1) / 4) / deviation
        }
        let moments = Statistics.moments(scores)
        let limit = Statistics.sigmas / Double(orders).squareRoot()
        #expect(abs(moments[0]) < limit, "size \(size): mean \(moments[0])")
        // A square of a normal number has variance 2.
        #expect(abs(moments[1] - 1) < limit * 2.0.squareRoot(), "size \(size): variance \(moments[1])")
        let distance = Statistics.kolmogorov(scores, NormalDistribution().cumulative)
        #expect(distance < Statistics.kolmogorovLimit, "size \(size): distance \(distance)")
    }

    /// Counted with a Fenwick tree: for each place how many larger ones came before.
    private static func inversions(_ places: [Int]) -> Int {
        var tree = [Int](repeating: 0, count: places.count + 1)
        var inversions = 0
        for (before, place) in places.enumerated() {
            inversions += before
            var index = place + 1
            while index > 0 {
                inversions -= tree[index]
                index -= index & -index
            }
            index = place + 1
            while index < tree.count {
                tree[index] += 1
                index += index & -index
            }
        }
        return inversions
    }
}
