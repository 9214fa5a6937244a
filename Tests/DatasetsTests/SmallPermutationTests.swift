import Datasets
import Kernels
import Testing

/// Small sets are where a network with few bits would first show a preference: every order must be equally likely.
@Suite struct SmallPermutationTests {
    /// All n! orders over epochs, partitions and seeds; chi-square with n! − 1 degrees of freedom, p > 1e-6.
    @Test(arguments: [2, 3, 4, 5], [OrderAxis.epochs, .partitions, .seeds])
    func allOrdersAreEquallyLikely(_ size: Int, _ axis: OrderAxis) throws {
        var counts: [[Int]: Int] = [:]
        for index in 0..<20_000 {
            counts[try axis.order(index, size: size), default: 0] += 1
        }
        let orderCount = (1...size).reduce(1, *)
        #expect(counts.count == orderCount, "size \(size), \(axis)")
        let tail = Statistics.uniformityTail(Array(counts.values))
        #expect(tail > Statistics.significance, "size \(size), \(axis): p = \(tail)")
    }

    /// Two successive epochs (or partitions, or seeds) are independent: all pairs of orders of three are equally likely.
    @Test(arguments: [OrderAxis.epochs, .partitions, .seeds])
    func successiveOrdersAreIndependent(_ axis: OrderAxis) throws {
        var counts: [[Int]: Int] = [:]
        for index in 0..<20_000 {
            counts[try axis.order(2 * index, size: 3) + axis.order(2 * index + 1, size: 3), default: 0] += 1
        }
        #expect(counts.count == 36, "\(axis)")
        let tail = Statistics.uniformityTail(Array(counts.values))
        #expect(tail > Statistics.significance, "\(axis): p = \(tail)")
    }
}

/// What numbers a sequence of orders.
enum OrderAxis: CaseIterable {
    case epochs, partitions, seeds

    func order(_ index: Int, size: Int) throws -> [Int] {
        switch self {
        case .epochs: try EpochOrders(size: size, seed: 1).places(epoch: index)
        case .partitions: try EpochOrders(size: size, seed: 2).places(epoch: 3, partition: index)
        case .seeds: try EpochOrders(size: size, seed: UInt64(index)).places(epoch: 0)
        }
    }
}
