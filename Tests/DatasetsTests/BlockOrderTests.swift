import Datasets
import Kernels
import TestSupport
import Testing

/// Orders of blocks, against what is known of random permutations.
@Suite struct BlockOrderTests {
    private let kernels: KernelTable

    init() throws { kernels = try InstructionSet.best().kernels }

    private func order(size: Int, rowBytes: Int, epoch: Int, partition: Int = 0, seed: UInt64) -> BlockPermutation {
        BlockPermutation(
            size: size, rowBytes: rowBytes, epoch: epoch, partition: partition, seed: seed, kernels: kernels)
    }

    private func place(_ order: BlockPermutation, at position: Int) -> Int {
        var place: UInt32 = 0
        kernels.permuteBlocks(order, UInt32(position), 1, &place)
        return Int(place)
    }

    /// Each place is as likely as any other, at every position: one random position from each order, so that the draws
    /// are independent; p > 1e-6. Runs of one row, of two and of eight; one window and several, with parts left over.
    @Test(arguments: [(64, 4), (1000, 4), (2500, 1024), (3001, 1 << 14)])
    func everyPlaceIsReadAtEveryPosition(_ size: Int, _ rowBytes: Int) {
        var random = SplitMix(state: UInt64(size))
        var counts = [Int](repeating: 0, count: size)
        for epoch in 0..<200 * size {
            let order = order(size: size, rowBytes: rowBytes, epoch: epoch, partition: epoch % 7, seed: 301)
            counts[place(order, at: .random(in: 0..<size, using: &random))] += 1
        }
        let tail = Statistics.uniformityTail(counts)
        #expect(tail > Statistics.significance, "size \(size), \(rowBytes) bytes a row: p = \(tail)")
    }

    /// Blocks follow each other in any order: of a row of one window and a row of the next, the blocks, counted on the
    /// ring, differ by any number but 0, equally often; p > 1e-6.
    @Test(arguments: [129, 256, 1000])
    func blocksOfTwoWindowsAreIndependent(_ blockCount: Int) {
        var random = SplitMix(state: UInt64(blockCount))
        let size = 8 * blockCount
        var counts = [Int](repeating: 0, count: blockCount - 1)
        for epoch in 0..<200 * blockCount {
            let order = order(size: size, rowBytes: 1 << 14, epoch: epoch, seed: 302)
            let blocks = [0..<1024, 1024..<min(size, 2048)].map { window in
                let place = place(order, at: .random(in: window, using: &random))
                return (place - Int(order.shift) + size) % size / 8
            }
            counts[(blocks[1] - blocks[0] + blockCount) % blockCount - 1] += 1
        }
        let tail = Statistics.uniformityTail(counts)
        #expect(tail > Statistics.significance, "\(blockCount) blocks: p = \(tail)")
    }

    /// The runs of two windows of an epoch are in independent orders: correlations, times √(n − 1), have mean 0 and
    /// variance 1; 5 sigma each.
    @Test func runsOfTwoWindowsAreUncorrelated() {
        let runCount = 1024
        let scores = (0..<3000).map { index in
            let order = order(size: 1 << 20, rowBytes: 1 << 14, epoch: index / 1000, seed: 303)
            let window = index % 1000
            let runs = [window, window + 1].map { window in
                let places = [UInt32](unsafeUninitializedCapacity: runCount) { buffer, count in
                    kernels.permute(order.runs(ofWindow: window), 0, runCount, buffer.baseAddress!)
                    count = runCount
                }
                return places.map(Double.init)
            }
            return Statistics.correlation(runs[0], runs[1]) * Double(runCount - 1).squareRoot()
        }
        let moments = Statistics.moments(scores)
        let limit = Statistics.sigmas / Double(scores.count).squareRoot()
        #expect(abs(moments[0]) < limit, "mean \(moments[0])")
        #expect(abs(moments[1] - 1) < limit * 2.0.squareRoot(), "variance \(moments[1])")
    }

    /// The ring is cut elsewhere, and everything is in another order, for each epoch, partition and seed.
    @Test func epochsPartitionsAndSeedsDiffer() {
        let orders = (0..<5).flatMap { epoch in
            (0..<5).flatMap { partition in
                (0..<5).map { order(size: 40_000, rowBytes: 4, epoch: epoch, partition: partition, seed: $0) }
            }
        }
        #expect(Set(orders.map(\.shift)).count > 115)
        let begins = orders.map { order in
            [UInt32](unsafeUninitializedCapacity: 1000) { buffer, count in
                kernels.permuteBlocks(order, 0, 1000, buffer.baseAddress!)
                count = 1000
            }
        }
        #expect(Set(begins).count == orders.count)
    }
}
