public import Kernels
public import NUMA

/// Rows in memory, in partitions that are dealt to the memory nodes.
public struct Dataset: Sendable {
    /// The partitions, in order.
    public let partitions: [Partition]
    /// The partitions that this process holds: all of them, or a rank's block. Rows of others must not be asked
    /// for, unless rows are made or read whenever they are asked for.
    public let held: Range<Int>
    /// How features are kept.
    public let storage: FeatureStorage
    /// The features of a row.
    public let featureNames: FeatureNames
    /// The column to predict.
    public let targetName: String
    /// The classes that targets are indices of; nil where targets are numbers to regress on.
    public let classes: ClassLabels?
    /// Where a user finds the rows of the source.
    public let origin: RowOrigin
    /// How features were scaled; nil where they were not.
    public let scaling: FeatureScaling?
    /// How targets were scaled; nil where they were not.
    public let targetScaling: TargetScaling?
    /// Where rows are made or read whenever they are asked for; nil where they are kept.
    private let source: (any RowSource)?
    let part: HeldOutSplit.Part
    let split: HeldOutSplit

    /// All rows.
    public var rowCount: Int { partitions.reduce(0) { $0 + $1.rowCount } }
    /// Features in a row.
    public var featureCount: Int { featureNames.count }
    /// Whether rows are made whenever they are asked for.
    public var isStreamed: Bool { partitions[held].contains { $0.isStreamed } }
    /// Whether rows are sparse: numbers that are not zero, with their columns.
    public var isSparse: Bool { partitions[held].contains { $0.sparse != nil } }
    /// Rows of the partitions that this process holds.
    public var heldRowCount: Int { partitions[held].reduce(0) { $0 + $1.rowCount } }
    /// Memory that the rows take.
    public var byteCount: Int {
        guard !isSparse else { return partitions.reduce(0) { $0 + ($1.sparse?.byteCount ?? 0) } }
        let labelBytes = (hasWeights ? 2 : 1) * MemoryLayout<Float>.stride
        return isStreamed ? 0 : heldRowCount * (featureCount * storage.byteCount + labelBytes)
    }

    /// Whether rows have weights; where not, each counts as 1.
    public let hasWeights: Bool
    /// What the rows' own weights were multiplied by, for each class, before a training; nil where they were not.
    public let classFactors: [Double]?

    /// Where the rows are, by the node that they were planned for: the kernel's answer.
    public var placedMemory: [PlacedMemory] {
        var placed: [PlacedMemory] = []
        for partition in partitions[held] {
            if placed.last?.plannedNode != partition.plannedNode || placed.isEmpty {
                placed.append(PlacedMemory(use: "rows", plannedNode: partition.plannedNode))
            }
            partition.look(into: &placed[placed.count - 1])
        }
        return placed
    }

    /// Writes the rows of one part of a split into partitions, in parallel, each partition on its node; streamed rows are
    /// made whenever they are asked for, instead.
    ///
    /// Each partition holds consecutive rows of the part (see `Partitioning`).
    /// - Parameters:
    ///   - source: where the rows come from.
    ///   - part: which rows of the split.
    ///   - split: a split of all rows of the source.
    ///   - storage: how features are kept; with bfloat16 they are rounded to the nearest, in a tie to the even.
    ///   - isStreamed: whether rows are made whenever they are asked for, and none is kept.
    ///   - partitionCount: in how many partitions; at least 1.
    ///   - held: the partitions to hold here, at least one; nil for all.
    ///   - workers: the threads that write, and the memory nodes that the partitions are dealt to.
    ///   - kernels: the arithmetic of an instruction set; the same bits whichever.
    public init(
        _ source: some RowSource, part: HeldOutSplit.Part, of split: HeldOutSplit, storage: FeatureStorage,
        isStreamed: Bool = false, partitionCount: Int, holding held: Range<Int>? = nil, workers: Workers,
        kernels: KernelTable
    ) throws(NUMAError) {
        try self.init(
            unwritten: source, part: part, of: split, storage: storage, isStreamed: isStreamed,
            partitionCount: partitionCount, holding: held ?? 0..<partitionCount, placement: workers.placement,
            kernels: kernels)
        if !isStreamed { write(source, by: workers, kernels) }
    }

    /// Writes the rows of some parts of a split into partitions, as `init` does, and lets go of the source's memory on the
    /// way, where it has rows in memory that can be given back: rows and partitions together take little more memory than
    /// one of them. The source's rows must not be asked for again.
    /// - Parameters:
    ///   - source: where the rows come from.
    ///   - parts: the parts of the split, each once; a dataset is made of each.
    ///   - split: a split of all rows of the source.
    ///   - storage: how features are kept.
    ///   - partitionCount: in how many partitions; at least 1.
    ///   - held: the partitions to hold here, at least one; nil for all.
    ///   - workers: the threads that write, and the memory nodes that the partitions are dealt to.
    ///   - kernels: the arithmetic of an instruction set; the same bits whichever.
    public static func consuming(
        _ source: some RowSource, parts: [HeldOutSplit.Part], of split: HeldOutSplit, storage: FeatureStorage,
        partitionCount: Int, holding held: Range<Int>? = nil, workers: Workers, kernels: KernelTable
    ) throws(NUMAError) -> [Dataset] {
        var datasets: [Dataset] = []
        for part in parts {
            datasets.append(
                try Dataset(
                    unwritten: source, part: part, of: split, storage: storage, isStreamed: false,
                    partitionCount: partitionCount, holding: held ?? 0..<partitionCount, placement: workers.placement,
                    kernels: kernels))
        }
        guard let runs = source.releasableRuns, source.rowCount <= RowDeal.mostRows else {
            for dataset in datasets { dataset.write(source, by: workers, kernels) }
            return datasets
        }
        let writer = RowWriter(
            source: source, part: .training, split: split, start: 0, storage: storage, kernels: kernels)
        try RowDeal(source, runs: runs, to: datasets, of: split, writer: writer, workers: workers).move()
        return datasets
    }

    /// Every row of a source, in order, as `consuming(_:parts:of:)` writes it.
    public static func consuming(
        everyRowOf source: some RowSource, storage: FeatureStorage, partitionCount: Int,
        holding held: Range<Int>? = nil, workers: Workers, kernels: KernelTable
    ) throws(NUMAError) -> Dataset {
        let everything = HeldOutSplit(rowCount: source.rowCount, fraction: 0, seed: 0, kernels: kernels)
        return try consuming(
            source, parts: [.training], of: everything, storage: storage, partitionCount: partitionCount, holding: held,
            workers: workers, kernels: kernels)[0]
    }

    /// Memory for the rows of one part of a split; none is written yet.
    private init(
        unwritten source: some RowSource, part: HeldOutSplit.Part, of split: HeldOutSplit, storage: FeatureStorage,
        isStreamed: Bool, partitionCount: Int, holding held: Range<Int>, placement: Placement, kernels: KernelTable
    ) throws(NUMAError) {
        let ranges = Partitioning(rowCount: split.count(of: part), partitionCount: partitionCount).ranges
        var partitions: [Partition] = []
        for (index, range) in ranges.enumerated() {
            let writer =
                isStreamed
                ? RowWriter(
                    source: source, part: part, split: split, start: range.lowerBound, storage: storage,
                    kernels: kernels) : nil
            let isHeld = held.contains(index)
            partitions.append(
                try Partition(
                    rowCount: range.count, featureCount: source.featureNames.count, storage: storage,
                    hasWeights: source.hasWeights, writer: writer, isHeld: isHeld,
                    node: isHeld ? placement.memoryNode(of: index - held.lowerBound, among: held.count) : nil))
        }
        self.partitions = partitions
        self.held = held
        self.storage = storage
        self.featureNames = source.featureNames
        self.targetName = source.targetName
        self.classes = source.classes
        self.origin = source.origin
        self.hasWeights = source.hasWeights
        self.classFactors = source.classFactors
        self.source = isStreamed ? source : nil
        self.part = part
        self.split = split
        self.scaling = source.scaling
        self.targetScaling = source.targetScaling
    }

    /// Writes the rows of the partitions that are held, in parallel, each partition's on its node.
    private func write(_ source: some RowSource, by workers: Workers, _ kernels: KernelTable) {
        var pieces: [Piece] = []
        var writers: [RowWriter] = []
        var start = 0
        for (index, partition) in partitions.enumerated() {
            writers.append(
                RowWriter(source: source, part: part, split: split, start: start, storage: storage, kernels: kernels))
            for first in stride(from: 0, to: held.contains(index) ? partition.rowCount : 0, by: Piece.rowCount) {
                pieces.append(
                    Piece(partition: index, places: first..<min(first + Piece.rowCount, partition.rowCount)))
            }
            start += partition.rowCount
        }
        let placement = workers.placement
        workers.perform(pieces.count) { [partitions, held, writers, pieces] index in
            let piece = pieces[index]
            let position = placement.position(of: piece.partition - held.lowerBound, among: held.count)
            placement.withThread(at: position) {
                partitions[piece.partition].fill(piece.places, by: writers[piece.partition])
            }
        }
    }

    /// Takes partitions of the sparse rows of one part of a split.
    init(
        sparse partitions: [Partition], holding held: Range<Int>, of source: any RowSource, part: HeldOutSplit.Part,
        of split: HeldOutSplit
    ) {
        self.partitions = partitions
        self.held = held
        self.source = nil
        self.part = part
        self.split = split
        storage = .float32
        featureNames = source.featureNames
        targetName = source.targetName
        classes = source.classes
        origin = source.origin
        hasWeights = source.hasWeights
        classFactors = source.classFactors
        scaling = source.scaling
        targetScaling = source.targetScaling
    }

    /// - Throws: what the source of rows that are made or read whenever they are asked for throws where these cannot be
    ///   trusted any more.
    public func check() throws { try source?.check() }

    /// The index in the source of the row at a place of a partition.
    public func sourceRow(at place: Int, ofPartition partition: Int) -> Int {
        let before = partitions[..<partition].reduce(0) { $0 + $1.rowCount }
        return split.row(before + place, of: part)
    }

    /// The index in the source of each row, in the partitions' order.
    public var sourceRows: [Int] { split.rows(of: part, in: 0..<split.count(of: part)) }

    /// The number of rows of the source, which may be in other parts of the split.
    public var sourceRowCount: Int { split.rowCount }

    /// Writes every row of a source, in order, into partitions.
    public init(
        everyRowOf source: some RowSource, storage: FeatureStorage, isStreamed: Bool = false, partitionCount: Int,
        holding held: Range<Int>? = nil, workers: Workers, kernels: KernelTable
    ) throws(NUMAError) {
        let everything = HeldOutSplit(rowCount: source.rowCount, fraction: 0, seed: 0, kernels: kernels)
        try self.init(
            source, part: .training, of: everything, storage: storage, isStreamed: isStreamed,
            partitionCount: partitionCount, holding: held, workers: workers, kernels: kernels)
    }
}

/// Some rows of a partition, written by one thread.
private struct Piece {
    static let rowCount = 1024
    let partition: Int
    let places: Range<Int>
}
