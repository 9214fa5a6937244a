import Datasets
import Kernels
import NUMA
import Testing

@Suite struct DatasetTests {
    /// Rows whose numbers say where they are from: feature k of row i is i + k / 16, its target −i.
    private struct CountingSource: RowSource {
        let rowCount: Int
        let featureCount: Int
        var featureNames: FeatureNames { .numbered(count: featureCount) }
        var targetName: String { "t" }
        var scratchCount: Int { 0 }

        func writeRow(
            _ index: Int, features: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
        ) -> Float {
            for k in 0..<featureCount { features[k] = Float(index) + Float(k) / 16 }
            return -Float(index)
        }
    }

    /// One node that is not bound to, and two and three that are, each with all CPUs of this process.
    private func placement(nodeCount: Int) throws -> Placement {
        let topology = try Topology.current()
        let node = Topology.Node(id: topology.nodes[0].id, cpus: topology.cpus, memoryBytes: nil)
        return Placement(nodes: Array(repeating: node, count: nodeCount))
    }

    private func split(_ rowCount: Int, _ fraction: Double) throws -> HeldOutSplit {
        HeldOutSplit(rowCount: rowCount, fraction: fraction, seed: 9, kernels: try InstructionSet.best().kernels)
    }

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
                let dataset = try Dataset(
                    source, part: part, of: split, partitionCount: partitionCount,
                    placement: placement(nodeCount: nodeCount))
                let expected = split.rows(of: part, in: 0..<split.count(of: part)).map(source.row)
                let found = (0..<partitionCount).flatMap(dataset.rows(ofPartition:))
                #expect(found == expected, "\(part), \(nodeCount) nodes, \(split.validationCount) rows held out")
                #expect(dataset.rowCount == expected.count)
                #expect(dataset.byteCount == expected.count * 16)
                #expect(dataset.featureCount == 3 && dataset.targetName == "t")
            }
        }
    }

    /// The step engine counts on it: partitions are as large as the minibatches say.
    @Test(arguments: [1, 2, 5, 63, 64, 65, 1000], [1, 3, 7, 64])
    func sizesAreThoseOfTheMinibatches(_ rowCount: Int, _ partitionCount: Int) throws {
        let source = CountingSource(rowCount: rowCount, featureCount: 1)
        let dataset = try Dataset(
            source, part: .training, of: split(rowCount, 0), partitionCount: partitionCount,
            placement: placement(nodeCount: 1))
        let cut = Minibatches(rowCount: rowCount, batchSize: 10, shardCount: partitionCount)
        #expect(dataset.partitions.map(\.rowCount) == (0..<partitionCount).map(cut.size(ofPartition:)))
    }

    /// An epoch as a run makes it, minibatch by minibatch and shard by shard: every row once, in another order each time.
    @Test(arguments: [(97, 10, 4), (97, 100, 3), (5, 2, 64), (1000, 64, 8)])
    func anEpochReadsEveryRowOnce(_ rowCount: Int, _ batchSize: Int, _ shardCount: Int) throws {
        let dataset = try Dataset(
            CountingSource(rowCount: rowCount, featureCount: 1), part: .training, of: split(rowCount, 0),
            partitionCount: shardCount, placement: placement(nodeCount: 1))
        let cut = Minibatches(rowCount: rowCount, batchSize: batchSize, shardCount: shardCount)
        let rows = (0..<shardCount).map { dataset.rows(ofPartition: $0).map { Int(-$0.target) } }
        var orders: Set<[Int]> = []
        for epoch in 0..<3 {
            var order: [Int] = []
            for step in 0..<cut.stepsPerEpoch {
                for shard in 0..<shardCount {
                    let places = cut.places(ofShard: shard, step: step)
                    guard !places.isEmpty else { continue }
                    let orders = try EpochOrders(size: cut.size(ofPartition: shard), seed: 4)
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
    @Test(arguments: [1, 3, 16, 100])
    func slackIsReadable(_ featureCount: Int) throws {
        let dataset = try Dataset(
            CountingSource(rowCount: 10, featureCount: featureCount), part: .training, of: split(10, 0),
            partitionCount: 1, placement: placement(nodeCount: 1))
        let slack = withExtendedLifetime(dataset) {
            Array(UnsafeBufferPointer(start: dataset.partitions[0].features + 10 * featureCount, count: 16))
        }
        #expect(slack.allSatisfy { $0 == 0 })
    }

    @Test func anEmptyPartHasEmptyPartitions() throws {
        let dataset = try Dataset(
            CountingSource(rowCount: 100, featureCount: 2), part: .validation, of: split(100, 0), partitionCount: 4,
            placement: placement(nodeCount: 2))
        #expect(dataset.rowCount == 0 && dataset.byteCount == 0)
        #expect(dataset.partitions.map(\.rowCount) == [0, 0, 0, 0])
    }

    @Test func impossibleSizesAreErrors() throws {
        let source = CountingSource(rowCount: 1 << 31, featureCount: 1 << 40)
        let split = try split(1 << 31, 0)
        let placement = try placement(nodeCount: 1)
        #expect(throws: NUMAError.outOfMemory(bytes: .max)) {
            _ = try Dataset(source, part: .training, of: split, partitionCount: 1, placement: placement)
        }
    }

    @Test func tablesKeepTheirRows() throws {
        let table = TableSource(
            featureNames: ["a", "b"], targetName: "c", features: [1, 2, 3, 4, 5, 6], targets: [7, 8, 9])
        #expect(table.rowCount == 3 && table.featureNames == .named(["a", "b"]) && table.targetName == "c")
        #expect(table.row(2) == Row(features: [5, 6], target: 9))
        let dataset = try Dataset(
            table, part: .training, of: split(3, 0), partitionCount: 2, placement: placement(nodeCount: 1))
        #expect(dataset.rows(ofPartition: 0).map(\.target) == [7, 8])
        #expect(dataset.rows(ofPartition: 1) == [Row(features: [5, 6], target: 9)])
        #expect(dataset.featureNames[1] == "b")
    }
}
