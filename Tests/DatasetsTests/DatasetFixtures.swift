import Datasets
import Kernels
import NUMA

/// Rows whose numbers say where they are from: feature k of row i is i + k / 16, its target −i, and its weight, where rows
/// have weights, (i mod 4) / 2.
struct CountingSource: RowSource {
    let rowCount: Int
    let featureCount: Int
    var hasWeights = false
    var featureNames: FeatureNames { .numbered(count: featureCount) }
    var targetName: String { "t" }
    var classes: ClassLabels? { nil }
    var scratchCount: Int { 0 }

    func writeRow(_ index: Int, to record: RowRecord, scratch: UnsafeMutablePointer<Float>) {
        for k in 0..<featureCount { record.features[k] = Float(index) + Float(k) / 16 }
        record.target = -Float(index)
        record.weight = Float(index % 4) / 2
    }
}

let fourWorkers = Workers(count: 4)

func workers(nodeCount: Int) throws -> Workers { Workers(count: 4, placement: try placement(nodeCount: nodeCount)) }

/// One node that is not bound to, and two and three that are, each with all CPUs of this process.
func placement(nodeCount: Int = 1) throws -> Placement {
    let topology = try Topology.current()
    let node = Topology.Node(id: topology.nodes[0].id, cpus: topology.cpus, memoryBytes: nil)
    return Placement(nodes: Array(repeating: node, count: nodeCount))
}

func split(_ rowCount: Int, _ fraction: Double) throws -> HeldOutSplit {
    HeldOutSplit(rowCount: rowCount, fraction: fraction, seed: 9, kernels: try InstructionSet.best().kernels)
}

func dataset(
    _ source: some RowSource, _ part: HeldOutSplit.Part = .training, of split: HeldOutSplit,
    _ storage: FeatureStorage = .float32, partitionCount: Int = 1, nodeCount: Int = 1, _ set: InstructionSet? = nil
) throws -> Dataset {
    try Dataset(
        source, part: part, of: split, storage: storage, partitionCount: partitionCount,
        workers: workers(nodeCount: nodeCount), kernels: (set ?? InstructionSet.best()).kernels)
}
