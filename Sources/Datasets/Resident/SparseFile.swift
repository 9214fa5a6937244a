public import Kernels
public import NUMA

/// The rows of a file that will be kept sparse: a first reading finds everything except the numbers, and a second puts these
/// where they will stay.
public struct SparseFile: Sendable {
    private let file: any SparseContent
    private let placement: Placement
    /// The rows, whose numbers are not asked for here.
    private let rows: FileRows
    /// How features were scaled; nil where they were not.
    public let scaling: FeatureScaling?
    /// Numbers that are kept, in all rows.
    public let numberCount: Int

    /// Takes the rows of a table.
    /// - Parameters:
    ///   - rows: rows that can be sparse with this scaling.
    ///   - scaling: how features are scaled; nil for not at all.
    ///   - workers: the threads that read, and the memory nodes that partitions are dealt to.
    public init(_ rows: FileRows, scaling: FeatureScaling?, workers: Workers) {
        self.rows = rows
        self.scaling = scaling
        let table = SparseTable(rows, scaling: scaling, workers: workers)
        file = table
        numberCount = table.counts.reduce(0) { $0 + Int($1) }
        placement = workers.placement
    }

    /// Reads a LIBSVM file once.
    /// - Parameters:
    ///   - file: a LIBSVM file.
    ///   - kind: what is read as the target; nil for none: then targets are zeros.
    ///   - names: the features that the rows may have; nil for those that the file has.
    ///   - workers: the threads that read, and the memory nodes that partitions are dealt to.
    /// - Throws: `DataError` as `RowFile.read` does.
    public init(
        _ file: RowFile, targets kind: FileRows.TargetKind?, features names: FeatureNames? = nil, workers: Workers
    ) throws(DataError) {
        precondition(file.format == .libsvm, "sparse rows of \(file.format.noun)")
        try file.holdPipe()
        try file.checkTargets(kind)
        var files: [LIBSVMFile] = []
        try file.forEachLIBSVM(kind, names, workers) { (next, _) throws(DataError) in
            files.append(next)
            return next.targetOrigins?.origins ?? ColumnOrigins()
        }
        let content = JoinedFiles(files)
        placement = workers.placement
        scaling = nil
        numberCount = files.reduce(0) { $0 + $1.numberCount }
        self.file = content
        var rows = FileRows(joining: files.map { $0.withoutNumbers(named: names) }, named: names)
        if kind != nil {
            try file.checkTargetRange(of: rows)
            try file.addWeights(to: &rows, workers)
        }
        try file.addGroups(to: &rows, workers)
        self.rows = rows
    }

    /// What was taken from the rows' numbers before they were rounded to float32.
    public var origins: ColumnOrigins { rows.origins }
    /// The columns that lose some of their numbers to float32, as the first rows show.
    public var roundedColumns: [String] { rows.roundedColumns }
    /// How many rows have names, or features, that training never saw, which are passed over.
    public var unknownNames: [UnknownNames] { rows.unknownNames }
    /// The name of each row's group; nil where no groups were asked for.
    public var groups: LabelColumn? { rows.groups }
    /// The number of rows that were left out since they lack a feature or a weight.
    public var droppedRowCount: Int { rows.droppedRowCount }
    /// The number of rows that were left out since they lack a target.
    public var untargetedRowCount: Int { rows.untargetedRowCount }
    /// How the text of the file is written, where it is a CSV file.
    public var csv: CSVOptions? { rows.csv }
    /// How names and pairs of columns became features.
    public var encoding: ColumnEncoding { rows.encoding }
    /// The name of the target in the file, where it has one.
    public var targetName: String? { rows.targetName }
    /// The number of rows.
    public var rowCount: Int { file.rowCount }
    /// The features of a row.
    public var featureNames: FeatureNames { rows.featureNames }
    /// Bytes that the rows take, targets included.
    public var byteCount: Int { numberCount * SparseMemory.numberBytes + rowCount * rowBytes }
    /// Bytes that a row takes beside its numbers.
    private var rowBytes: Int { SparseMemory.rowBytes(hasWeights: rows.weights != nil) }
    /// Whether sparse rows take less memory than dense ones of float32, targets aside: fewer than half of all numbers
    /// are kept.
    public var isSmallerSparse: Bool {
        let (denseCount, isHuge) = rowCount.multipliedReportingOverflow(by: featureNames.count)
        return isHuge || 2 * numberCount < denseCount
    }

    /// The classes that the rows' labels name; nil where targets are numbers.
    /// - Throws: `DataError` as `FileRows.classes` does.
    public func classes() throws(DataError) -> ClassLabels? { try rows.classes() }

    /// The target of each row; with classes, the index of one.
    /// - Throws: `DataError` where a label is none of the classes.
    public func targets(_ classes: ClassLabels?) throws(DataError) -> [Float] {
        try TableSource(rows, targetName: "", classes: classes).targets
    }

    /// The scaling of the targets of one part of a split, which are numbers.
    /// - Throws: `DataError` as `datasets(of:)` does.
    public func targetScaling(
        of part: HeldOutSplit.Part, _ split: HeldOutSplit, workers: Workers
    ) throws(DataError) -> TargetScaling {
        TargetScaling(of: try TableSource(rows, targetName: "", classes: nil), part: part, of: split, workers: workers)
    }

    /// Bytes that the rows of one part of a split take, targets included, for each of some partitions.
    public func byteCounts(of part: HeldOutSplit.Part, _ split: HeldOutSplit, partitionCount: Int) -> [Int] {
        Partitioning(rowCount: split.count(of: part), partitionCount: partitionCount).ranges.map { places in
            numberCount(of: split.rows(of: part, in: places)) * SparseMemory.numberBytes
                + places.count * rowBytes
        }
    }

    private func numberCount(of rows: [Int]) -> Int {
        let counts = file.counts
        return rows.reduce(0) { $0 + Int(counts[$1]) }
    }

    /// Reads the numbers of rows into partitions, in parallel, each partition in the memory of its node.
    /// - Parameters:
    ///   - parts: which parts of the split; a set of rows is made for each.
    ///   - split: a split of all rows.
    ///   - targetName: what the target is called.
    ///   - classes: those that labels name; nil where targets are numbers.
    ///   - targetScaling: how targets, which are numbers, are scaled; nil for not at all.
    ///   - classWeights: what training rows of a class count beside their own weights; nil where no rows are trained on, and
    ///     weights stay as they are.
    ///   - partitionCount: in how many partitions; at least 1.
    ///   - held: the partitions to hold here, at least one; nil for all.
    /// - Throws: `DataError` where a label is none of the classes, or the file has changed; `WeightError` where the rows of
    ///   a part weigh nothing; `NUMAError`.
    public func datasets(
        of parts: [HeldOutSplit.Part], _ split: HeldOutSplit, targetName: String, classes: ClassLabels?,
        targetScaling: TargetScaling? = nil, classWeights: ClassWeights? = .uniform, partitionCount: Int,
        holding held: Range<Int>? = nil
    ) throws -> [Dataset] {
        let table = try TableSource(
            rows.targets == nil ? rows.withZeros : rows, targetName: targetName, classes: classes)
        let source = ScaledSource(table, by: scaling, target: targetScaling)
        let held = held ?? 0..<partitionCount
        var places = Places(rowCount: rowCount)
        let datasets = try parts.map { part in
            let weighted: any RowSource
            if part == .training, let classWeights, source.hasWeights || classWeights != .uniform {
                weighted = try TrainingWeightSource(source, classWeights: classWeights, part: part, of: split)
            } else {
                try source.checkWeights(of: part, of: split)
                weighted = source
            }
            let partitions = try partitions(of: part, split, weighted, partitionCount, held, &places)
            return Dataset(sparse: partitions, holding: held, of: weighted, part: part, of: split)
        }
        let bases = places.bases
        try file.readNumbers { bases[$0].pointer }
        return datasets
    }

    /// Every row, as `datasets(of:)` reads them.
    /// - Throws: as `datasets(of:)` does.
    public func dataset(
        targetName: String, classes: ClassLabels?, targetScaling: TargetScaling? = nil, partitionCount: Int,
        holding held: Range<Int>? = nil, kernels: KernelTable
    ) throws -> Dataset {
        let everything = HeldOutSplit(rowCount: rowCount, fraction: 0, seed: 0, kernels: kernels)
        do {
            return try datasets(
                of: [.training], everything, targetName: targetName, classes: classes, targetScaling: targetScaling,
                classWeights: nil, partitionCount: partitionCount, holding: held)[0]
        } catch is WeightError {
            throw DataError(
                file: file.path, column: rows.weightName, found: "no weight above 0", expected: "at least one")
        }
    }

    /// Where the numbers of each row belong; nowhere where another process holds the row.
    private struct Places {
        // Safe to send: only the thread that reads a row's numbers writes to its place.
        struct Base: @unchecked Sendable { var pointer: UnsafeMutablePointer<UInt32>? }

        var bases: [Base]

        init(rowCount: Int) { bases = [Base](repeating: Base(pointer: nil), count: rowCount) }
    }

    /// The partitions of a part: those that are held with memory for their rows.
    private func partitions(
        of part: HeldOutSplit.Part, _ split: HeldOutSplit, _ source: any RowSource, _ partitionCount: Int,
        _ held: Range<Int>, _ places: inout Places
    ) throws(NUMAError) -> [Partition] {
        let ranges = Partitioning(rowCount: split.count(of: part), partitionCount: partitionCount).ranges
        let slices = try slices(ranges[held], of: part, split, source, &places)
        var partitions: [Partition] = []
        for (index, range) in ranges.enumerated() {
            let slice = held.contains(index) ? slices[index - held.lowerBound] : nil
            partitions.append(
                try Partition(
                    slice, rowCount: range.count,
                    numberCount: slice?.numberCount ?? numberCount(of: split.rows(of: part, in: range)),
                    featureCount: source.featureNames.count))
        }
        return partitions
    }

    /// Memory on each node for consecutive partitions of a part, and where rows are in it.
    private func slices(
        _ partitions: ArraySlice<Range<Int>>, of part: HeldOutSplit.Part, _ split: HeldOutSplit,
        _ source: any RowSource, _ places: inout Places
    ) throws(NUMAError) -> [SparseSlice] {
        var slices: [SparseSlice] = []
        for position in placement.nodes.indices {
            let share = placement.share(ofNodeAt: position, of: partitions.count)
            let ofNode = Array(partitions.dropFirst(share.lowerBound).prefix(share.count))
            guard let first = ofNode.first, let last = ofNode.last else { continue }
            let rows = split.rows(of: part, in: first.lowerBound..<last.upperBound)
            let memory = try SparseMemory(
                rowCount: rows.count, numberCount: numberCount(of: rows), hasWeights: source.hasWeights,
                node: placement.memoryNode(at: position))
            let labels = source.labels(of: rows)
            let counts = file.counts
            var start = 0
            for (place, row) in rows.enumerated() {
                memory.targets.baseAddress[place] = labels.targets[place]
                if let weights = labels.weights { memory.weights.baseAddress[place] = weights[place] }
                places.bases[row].pointer = memory.numbers.baseAddress + 2 * start
                start += Int(counts[row])
                memory.starts.baseAddress[place + 1] = start
            }
            for partition in ofNode {
                slices.append(
                    SparseSlice(
                        memory: memory, firstRow: partition.lowerBound - first.lowerBound, rowCount: partition.count,
                        featureNames: source.featureNames, targetName: source.targetName, classes: source.classes))
            }
        }
        return slices
    }
}
