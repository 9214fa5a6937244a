import Datasets
import Kernels
import NUMA
import Testing

@Suite struct DatasetTests {
    /// Partitions hold the part's rows one after another; 10,000 rows take several pieces each, 40 less than one.
    @Test(arguments: [1, 3, 64], [40, 1024, 10_000])
    func partitionsHoldTheRowsOfThePart(_ partitionCount: Int, _ rowCount: Int) throws {
        let source = CountingSource(rowCount: rowCount, featureCount: 3)
        for split in [try split(rowCount, 0), try split(rowCount, 0.3)] {
            try expectRows(of: source, split, partitionCount)
        }
    }

    private func expectRows(of source: CountingSource, _ split: HeldOutSplit, _ partitionCount: Int) throws {
        for part in [HeldOutSplit.Part.training, .validation] {
            for nodeCount in 1...3 {
                let dataset = try dataset(
                    source, part, of: split, partitionCount: partitionCount, nodeCount: nodeCount)
                let expected = split.rows(of: part, in: 0..<split.count(of: part)).map(source.row)
                #expect(dataset.rows == expected, "\(part), \(nodeCount) nodes, \(split.validationCount) rows held out")
                #expect(dataset.rowCount == expected.count)
                #expect(dataset.byteCount == expected.count * 16)
                #expect(dataset.featureCount == 3 && dataset.targetName == "t" && dataset.classes == nil)
            }
        }
    }

    /// The step engine counts on it: partitions are as large as the minibatches say.
    @Test(arguments: [1, 2, 5, 63, 64, 65, 1000], [1, 3, 7, 64])
    func sizesAreThoseOfTheMinibatches(_ rowCount: Int, _ partitionCount: Int) throws {
        let source = CountingSource(rowCount: rowCount, featureCount: 1)
        let dataset = try dataset(source, of: split(rowCount, 0), partitionCount: partitionCount)
        let cut = Minibatches(rowCount: rowCount, batchSize: 10, shardCount: partitionCount)
        #expect(dataset.partitions.map(\.rowCount) == (0..<partitionCount).map(cut.partitioning.size(of:)))
    }

    /// An epoch as a run makes it, minibatch by minibatch and shard by shard: every row once, in another order each time.
    @Test(arguments: [(97, 10, 4), (97, 100, 3), (5, 2, 64), (1000, 64, 8)])
    func anEpochReadsEveryRowOnce(_ rowCount: Int, _ batchSize: Int, _ shardCount: Int) throws {
        let dataset = try dataset(
            CountingSource(rowCount: rowCount, featureCount: 1), of: split(rowCount, 0), partitionCount: shardCount)
        let cut = Minibatches(rowCount: rowCount, batchSize: batchSize, shardCount: shardCount)
        let rows = (0..<shardCount).map { dataset.rows(ofPartition: $0).map { Int(-$0.target) } }
        var orders: Set<[Int]> = []
        for epoch in 0..<3 {
            var order: [Int] = []
            for step in 0..<cut.stepsPerEpoch {
                for shard in 0..<shardCount {
                    let places = cut.places(ofShard: shard, step: step)
                    guard !places.isEmpty else { continue }
                    let orders = try EpochOrders(size: cut.partitioning.size(of: shard), seed: 4)
                    order += orders.places(epoch: epoch, partition: shard, in: places).map { rows[shard][$0] }
                }
            }
            #expect(order.sorted() == Array(0..<rowCount), "epoch \(epoch)")
            orders.insert(order)
        }
        // One row in each partition leaves nothing to choose.
        #expect(orders.count == 3 || rowCount <= shardCount)
    }

    /// Kernels read past the last row: those 64 bytes are there, and zero.
    @Test(arguments: [1, 3, 16, 100], FeatureStorage.allCases)
    func slackIsReadable(_ featureCount: Int, _ storage: FeatureStorage) throws {
        let dataset = try dataset(
            CountingSource(rowCount: 10, featureCount: featureCount), of: split(10, 0), storage)
        let slack = withExtendedLifetime(dataset) {
            Array(
                UnsafeRawBufferPointer(
                    start: dataset.partitions[0].features.base + 10 * featureCount * storage.byteCount, count: 64))
        }
        #expect(slack.allSatisfy { $0 == 0 })
    }

    @Test func anEmptyPartHasEmptyPartitions() throws {
        let dataset = try dataset(
            CountingSource(rowCount: 100, featureCount: 2), .validation, of: split(100, 0), partitionCount: 4,
            nodeCount: 2)
        #expect(dataset.rowCount == 0 && dataset.byteCount == 0)
        #expect(dataset.partitions.map(\.rowCount) == [0, 0, 0, 0])
    }

    @Test func impossibleSizesAreErrors() throws {
        let source = CountingSource(rowCount: 1 << 31, featureCount: 1 << 40)
        let split = try split(1 << 31, 0)
        #expect(throws: NUMAError.outOfMemory(bytes: .max)) { _ = try dataset(source, of: split) }
    }

    @Test func tablesKeepTheirRows() throws {
        let table = TableSource(
            featureNames: ["a", "b"], targetName: "c", features: [1, 2, 3, 4, 5, 6], targets: [7, 8, 9])
        #expect(table.rowCount == 3 && table.featureNames == .named(["a", "b"]) && table.targetName == "c")
        #expect(table.row(2) == Row(features: [5, 6], target: 9))
        let dataset = try dataset(table, of: split(3, 0), partitionCount: 2)
        #expect(dataset.rows(ofPartition: 0).map(\.target) == [7, 8])
        #expect(dataset.rows(ofPartition: 1) == [Row(features: [5, 6], target: 9)])
        #expect(dataset.featureNames[1] == "b")
    }
}
