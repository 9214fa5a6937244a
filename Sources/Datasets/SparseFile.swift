public import Kernels
public import NUMA

/// A LIBSVM file that is to be kept as sparse rows: read once, for all but the numbers, which are read into their place.
public struct SparseFile: Sendable {
    private let file: LIBSVMFile
    /// The rows without their numbers.
    private let rows: FileRows

    /// Reads a file once.
    /// - Parameters:
    ///   - file: a LIBSVM file.
    ///   - kind: what is read as the target; nil for none: then targets are zeros.
    ///   - names: the features that the rows may have; nil for those that the file has.
    /// - Throws: `DataError` as `RowFile.read` does.
    public init(
        _ file: RowFile, targets kind: FileRows.TargetKind?, features names: FeatureNames? = nil
    ) throws(DataError) {
        precondition(file.format == .libsvm, "sparse rows of a \(file.format.rawValue) file")
        try file.checkTargets(kind)
        let content = try LIBSVMFile(
            DataFile(file.path), targets: kind, firstIndex: file.firstIndex, features: names)
        self.file = content
        rows = content.fileRows(
            SparseMatrix(numbers: [], starts: [Int](repeating: 0, count: content.rowCount + 1), columnCount: 0),
            named: names)
    }

    /// The number of rows.
    public var rowCount: Int { file.rowCount }
    /// The features of a row.
    public var featureNames: FeatureNames { rows.featureNames }
    /// Numbers that are kept, in all rows.
    public var numberCount: Int { file.numberCount }
    /// Bytes that the rows take, targets included.
    public var byteCount: Int { numberCount * SparseMemory.numberBytes + rowCount * SparseMemory.rowBytes }
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

    /// Bytes that the rows of one part of a split take, targets included, for each of some partitions.
    public func byteCounts(of part: HeldOutSplit.Part, _ split: HeldOutSplit, partitionCount: Int) -> [Int] {
        Self.partitions(split.count(of: part), partitionCount).map { places in
            split.rows(of: part, in: places).reduce(0) {
                $0 + Int(file.counts[$1]) * SparseMemory.numberBytes + SparseMemory.rowBytes
            }
        }
    }

    /// Reads the numbers of all rows into partitions, in parallel, each partition in the memory of its node.
    /// - Parameters:
    ///   - parts: which parts of the split; a set of rows is made for each.
    ///   - split: a split of all rows.
    ///   - targetName: what the target is called.
    ///   - classes: those that labels name; nil where targets are numbers.
    ///   - partitionCount: in how many partitions; at least 1.
    ///   - placement: the memory nodes that the partitions are dealt to.
    /// - Throws: `DataError` where a label is none of the classes, or the file has changed; `NUMAError`.
    public func datasets(
        of parts: [HeldOutSplit.Part], _ split: HeldOutSplit, targetName: String, classes: ClassLabels?,
        partitionCount: Int, placement: Placement
    ) throws -> [Dataset] {
        let source = try TableSource(
            rows.targets == nil ? file.fileRows(withZeros: rows) : rows, targetName: targetName, classes: classes)
        var places = Places(rowCount: rowCount)
        let datasets = try parts.map { part in
            let slices = try slices(of: part, split, source, partitionCount, placement, &places)
            return try Dataset(slices, source, part: part, of: split)
        }
        let bases = places.bases
        try file.readNumbers { bases[$0].pointer! }
        return datasets
    }

    /// Every row, as `datasets(of:)` reads them.
    /// - Throws: as `datasets(of:)` does.
    public func dataset(
        targetName: String, classes: ClassLabels?, partitionCount: Int, placement: Placement, kernels: KernelTable
    ) throws -> Dataset {
        let everything = HeldOutSplit(rowCount: rowCount, fraction: 0, seed: 0, kernels: kernels)
        return try datasets(
            of: [.training], everything, targetName: targetName, classes: classes, partitionCount: partitionCount,
            placement: placement)[0]
    }

    /// Where the numbers of each row belong.
    private struct Places {
        // Safe to send: who reads a row's numbers writes to its place, and nobody else does.
        struct Base: @unchecked Sendable { var pointer: UnsafeMutablePointer<UInt32>? }

        var bases: [Base]

        init(rowCount: Int) { bases = [Base](repeating: Base(pointer: nil), count: rowCount) }
    }

    /// Memory on each node for the partitions of a part, and where rows are in it.
    private func slices(
        of part: HeldOutSplit.Part, _ split: HeldOutSplit, _ source: TableSource, _ partitionCount: Int,
        _ placement: Placement, _ places: inout Places
    ) throws(NUMAError) -> [SparseSlice] {
        let partitions = Self.partitions(split.count(of: part), partitionCount)
        var slices: [SparseSlice] = []
        for position in placement.nodes.indices {
            let share = placement.share(ofNodeAt: position, of: partitionCount)
            guard let first = share.first, let last = share.last else { continue }
            let ofNode = split.rows(of: part, in: partitions[first].lowerBound..<partitions[last].upperBound)
            let memory = try SparseMemory(
                rowCount: ofNode.count, numberCount: ofNode.reduce(0) { $0 + Int(file.counts[$1]) },
                node: placement.memoryNode(at: position))
            var start = 0
            for (place, row) in ofNode.enumerated() {
                memory.targets.baseAddress[place] = source.targets[row]
                places.bases[row].pointer = memory.numbers.baseAddress + 2 * start
                start += Int(file.counts[row])
                memory.starts.baseAddress[place + 1] = start
            }
            for partition in share {
                slices.append(
                    SparseSlice(
                        memory: memory, firstRow: partitions[partition].lowerBound - partitions[first].lowerBound,
                        rowCount: partitions[partition].count, featureNames: source.featureNames,
                        targetName: source.targetName, classes: source.classes))
            }
        }
        return slices
    }

    /// The places of a part that are in each partition.
    private static func partitions(_ rowCount: Int, _ partitionCount: Int) -> [Range<Int>] {
        var start = 0
        return (0..<partitionCount).map { index in
            let size = rowCount / partitionCount + (index < rowCount % partitionCount ? 1 : 0)
            defer { start += size }
            return start..<start + size
        }
    }
}
