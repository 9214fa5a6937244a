import Datasets
import Kernels
import Testing

/// Orders of different epochs, partitions and seeds, and of one epoch with itself, shifted: nothing connects them.
@Suite struct PermutationIndependenceTests {
    /// Correlations of pairs of independent random permutations have mean 0 and variance 1/(n − 1) exactly; the mean of
    /// m of them, and the mean of their squares, are nearly normal: 5 sigma each.
    private func expectUncorrelated(_ what: String, size: Int, _ pairs: [([Int], [Int])]) {
        let scores = pairs.map { a, b in
            Statistics.correlation(a.map { Double($0) }, b.map { Double($0) }) * Double(size - 1).squareRoot()
        }
        let moments = Statistics.moments(scores)
        let limit = Statistics.sigmas / Double(pairs.count).squareRoot()
        #expect(abs(moments[0]) < limit, "\(what), size \(size): mean \(moments[0])")
        #expect(abs(moments[1] - 1) < limit * 2.0.squareRoot(), "\(what), size \(size): variance \(moments[1])")

        // Positions at which both read the same place: Poisson(1) each, so the sum has mean and variance m.
        let agreements = pairs.reduce(0) { $0 + zip($1.0, $1.1).count { $0 == $1 } }
        let expected = Double(pairs.count)
        #expect(
            abs(Double(agreements) - expected) < Statistics.sigmas * expected.squareRoot(),
            "\(what), size \(size): \(agreements) agreements of \(expected) expected")
    }

    @Test(arguments: [(size: 64, pairs: 20_000), (size: 1000, pairs: 4_000)])
    func successiveEpochs(_ size: Int, _ pairs: Int) throws {
        let source = try EpochOrders(size: size, seed: 201)
        let orders = (0...pairs).map { source.places(epoch: $0) }
        expectUncorrelated("epochs", size: size, Array(zip(orders, orders.dropFirst())))
    }

    @Test(arguments: [(size: 64, pairs: 20_000), (size: 1000, pairs: 4_000)])
    func partitionsOfAnEpoch(_ size: Int, _ pairs: Int) throws {
        let source = try EpochOrders(size: size, seed: 202)
        let orders = (0...pairs).map { source.places(epoch: 5, partition: $0) }
        expectUncorrelated("partitions", size: size, Array(zip(orders, orders.dropFirst())))
    }

    @Test(arguments: [(size: 64, pairs: 20_000), (size: 1000, pairs: 4_000)])
    func successiveSeeds(_ size: Int, _ pairs: Int) throws {
        let orders = try (0...pairs).map { try EpochOrders(size: size, seed: UInt64($0)).places(epoch: 0) }
        expectUncorrelated("seeds", size: size, Array(zip(orders, orders.dropFirst())))
    }

    /// Epoch e of partition p is not epoch p of partition e, nor one of both in the other half of a counter.
    @Test func epochsAndPartitionsAreNotConfused() throws {
        let source = try EpochOrders(size: 1000, seed: 203)
        let orders = (0..<30).flatMap { epoch in (0..<30).map { source.places(epoch: epoch, partition: $0) } }
        #expect(Set(orders).count == orders.count)
    }
}
