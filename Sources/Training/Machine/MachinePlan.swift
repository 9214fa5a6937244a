import Datasets
public import Kernels
public import NUMA
public import Ranks

/// The machine half of a run: it decides the speed, never the result.
public struct MachinePlan: Sendable {
    /// How many workers may be asked for.
    public static let workerCounts = 1...4096

    /// Workers. There may be more of them than CPUs, or than shards in a step.
    public var workerCount: Int
    /// The memory nodes that take part.
    public var placement: Placement
    /// The processes that train together, each with a plan of its own.
    public var ranks: Communicator
    /// The instruction set of the kernels.
    public var instructionSet: InstructionSet
    /// The second-level cache of a core, in bytes. Where all rows fit, they are not prefetched.
    public var cacheBytes: Int

    /// A plan for this machine.
    public init(
        workerCount: Int, placement: Placement = Placement(nodes: []), ranks: Communicator = .alone,
        instructionSet: InstructionSet, cacheBytes: Int = 512 << 10
    ) {
        precondition(workerCount > 0)
        self.workerCount = workerCount
        self.placement = placement
        self.ranks = ranks
        self.instructionSet = instructionSet
        self.cacheBytes = cacheBytes
    }

    /// The plan that suits a machine.
    /// - Parameters:
    ///   - topology: the machine.
    ///   - workerCount: workers; nil for as many as may run at once.
    ///   - usesNodes: whether memory and workers are placed on the memory nodes; otherwise nothing is placed.
    ///   - ranks: the processes that train together.
    ///   - instructionSet: one of this CPU's; nil for the fastest.
    /// - Throws: `UnsupportedCPU` where there are no kernels for the CPU.
    public init(
        on topology: Topology, workerCount: Int? = nil, usesNodes: Bool = true, ranks: Communicator = .alone,
        instructionSet: InstructionSet? = nil
    ) throws {
        let workerCount = workerCount ?? topology.defaultWorkers.count
        self.init(
            workerCount: workerCount,
            placement: usesNodes ? Placement(nodes: topology.nodes, workerCount: workerCount) : Placement(nodes: []),
            ranks: ranks, instructionSet: try instructionSet ?? .best())
        if let cache = topology.caches.first(where: { $0.level == 2 }) { cacheBytes = cache.bytes }
    }

    /// The threads of everything that is done in parallel: reading, measuring, training, evaluating.
    public var workers: Workers { Workers(count: workerCount, placement: placement) }

    /// How many rows ahead a worker prefetches: about 16 KiB of them, and no further than into its next shard, since
    /// beyond that it does not know its rows.
    func prefetchDistance(for dataset: Dataset, _ minibatches: Minibatches) -> Int {
        guard dataset.byteCount > cacheBytes * workerCount else { return 0 }
        let rowBytes = dataset.partitions.map(\.rowBytes).max() ?? 0
        return min(max((16 << 10) / max(rowBytes, 1), 2), 32, minibatches.largestShard)
    }
}
