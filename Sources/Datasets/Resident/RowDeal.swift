import NUMA
import Synchronization

/// Moves the rows of a source, which gives its memory back run by run, into the partitions of some datasets.
///
/// A partition may want rows from all over the source. If they were written there at once, all of the partitions' memory
/// would be touched while the source still holds nearly all of its own. So rows are dealt to bins first, a bin for each
/// stretch of some partition's places, and the source's memory goes on the way; then each bin is emptied into its stretch.
/// At any time there is memory for the rows once, and little more. Where partitions have rows in the source's order, no
/// bins are needed.
struct RowDeal {
    /// Some places of a partition.
    private struct Stretch {
        /// nil where another process holds the partition.
        let partition: Partition?
        /// The memory node's position in the placement.
        let position: Int
        let places: Range<Int>
    }

    /// Nowhere.
    private static let none = UInt32.max
    /// At most so many rows have numbers for their places.
    static let mostRows = Int(UInt32.max)
    /// Stretches of all partitions together, about: few enough that a worker writes to all their bins in turn, and enough
    /// that one of them takes little memory.
    private static let stretchCount = 256
    private static let leastStretchBytes = 1 << 21
    /// Bytes of a block of a bin: at least so many, and so many that there are about `mostBlocks` in all.
    private static let leastBlockBytes = 1 << 16
    private static let mostBlocks = 1 << 13

    private let source: any RowSource
    private let writer: RowWriter
    private let runs: [Range<Int>]
    private let workers: Workers
    private let usesBins: Bool
    private let rowBytes: Int
    private let heldBytes: Int
    private let hasWeights: Bool
    private var stretches: [Stretch] = []
    /// The number of each stretch's first place; places count through all stretches.
    private var starts: [Int] = []
    /// For each row of the source the number of its place; nil where that is the row's own.
    private var numbers: [UInt32]?

    /// - Parameters:
    ///   - source: the rows, at most `mostRows`.
    ///   - runs: the runs whose memory can be given back: all rows, in order.
    ///   - datasets: the datasets to fill, each with a part of the split that no other has.
    ///   - writer: writes rows of the source as the datasets keep them.
    init(
        _ source: some RowSource, runs: [Range<Int>], to datasets: [Dataset], of split: HeldOutSplit, writer: RowWriter,
        workers: Workers
    ) {
        self.source = source
        self.writer = writer
        self.runs = runs
        self.workers = workers
        hasWeights = source.hasWeights
        usesBins = !split.partsKeepOrder
        rowBytes = datasets.first?.partitions.first?.rowBytes ?? 0
        heldBytes = datasets.reduce(0) { $0 + $1.heldRowCount } * rowBytes
        let stretchBytes = max(heldBytes / Self.stretchCount, Self.leastStretchBytes)
        let stretchRows = usesBins ? max(stretchBytes / max(rowBytes, 1), 1) : .max
        var number = 0
        var firstNumbers: [Int] = []
        for dataset in datasets {
            firstNumbers.append(number)
            for (index, partition) in dataset.partitions.enumerated() where partition.rowCount > 0 {
                let isHeld = dataset.held.contains(index)
                let position =
                    isHeld
                    ? workers.placement.position(of: index - dataset.held.lowerBound, among: dataset.held.count) : 0
                for first in stride(from: 0, to: partition.rowCount, by: min(stretchRows, partition.rowCount)) {
                    let places = first..<min(first + min(stretchRows, partition.rowCount), partition.rowCount)
                    stretches.append(
                        Stretch(partition: isHeld ? partition : nil, position: position, places: places))
                    starts.append(number)
                    number += places.count
                }
            }
        }
        if datasets.count > 1 || !split.keepsOrder {
            numbers = Self.numbers(of: split, datasets.map(\.part), from: firstNumbers, workers)
        }
    }

    private static func numbers(
        of split: HeldOutSplit, _ parts: [HeldOutSplit.Part], from firstNumbers: [Int], _ workers: Workers
    ) -> [UInt32] {
        let placesAtOnce = 1 << 13
        var numbers = [UInt32](repeating: none, count: split.rowCount)
        numbers.withUnsafeMutableBufferPointer { numbers in
            // Safe: each row has one place, so that each number is written once.
            nonisolated(unsafe) let numbers = numbers
            for (part, first) in zip(parts, firstNumbers) {
                let count = split.count(of: part)
                workers.perform((count + placesAtOnce - 1) / placesAtOnce) { block in
                    let places = block * placesAtOnce..<min((block + 1) * placesAtOnce, count)
                    for (place, row) in zip(places, split.rows(of: part, in: places)) {
                        numbers[row] = UInt32(first + place)
                    }
                }
            }
        }
        return numbers
    }

    /// Moves all rows. The source's rows must not be asked for again.
    /// - Throws: `NUMAError` where there is no memory for bins.
    func move() throws(NUMAError) {
        guard usesBins else {
            workers.perform(runs.count) { index in
                writer.write { write in
                    forEachStretch(of: runs[index]) { rows, stretch, place in
                        guard let partition = stretches[stretch].partition else { return }
                        write(rows, partition.record(at: place))
                    }
                }
                source.release(runs[index])
            }
            return
        }
        let binSets = try dealt()
        workers.perform(stretches.count) { index in
            let stretch = stretches[index]
            guard let partition = stretch.partition else { return }
            workers.placement.withThread(at: stretch.position) {
                for bins in binSets { bins.empty(index, into: partition) }
            }
        }
    }

    /// Deals all rows to bins, of which each worker has its own.
    private func dealt() throws(NUMAError) -> [Bins] {
        let blockBytes = max(heldBytes / Self.mostBlocks, Self.leastBlockBytes)
        var binSets: [Bins] = []
        for _ in 0..<min(workers.count, max(runs.count, 1)) {
            binSets.append(
                try Bins(count: stretches.count, rowBytes: rowBytes, hasWeights: hasWeights, blockBytes: blockBytes))
        }
        let next = Atomic(0)
        workers.perform(binSets.count) { [binSets] worker in
            let bins = binSets[worker]
            while case let index = next.add(1, ordering: .relaxed).oldValue, index < runs.count {
                writer.write { write in
                    forEachStretch(of: runs[index]) { rows, stretch, place in
                        guard stretches[stretch].partition != nil else { return }
                        for row in rows {
                            write(row..<row + 1, bins.record(in: stretch, for: place + row - rows.lowerBound))
                        }
                    }
                }
                source.release(runs[index])
            }
        }
        for bins in binSets {
            if let failure = bins.failure { throw failure }
        }
        return binSets
    }

    /// Calls `body` for rows of a run that belong to consecutive places of a stretch, and for the first of these places.
    private func forEachStretch(of run: Range<Int>, _ body: (_ rows: Range<Int>, _ stretch: Int, _ place: Int) -> Void)
    {
        var row = run.lowerBound
        while row < run.upperBound {
            guard let number = number(of: row) else {
                row += 1
                continue
            }
            let stretch = index(ofStretchWith: number)
            let end = starts[stretch] + stretches[stretch].places.count
            var count = 1
            while row + count < run.upperBound, number + count < end, self.number(of: row + count) == number + count {
                count += 1
            }
            body(row..<row + count, stretch, stretches[stretch].places.lowerBound + number - starts[stretch])
            row += count
        }
    }

    private func number(of row: Int) -> Int? {
        guard let numbers else { return row }
        return numbers[row] == Self.none ? nil : Int(numbers[row])
    }

    private func index(ofStretchWith number: Int) -> Int {
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= number { low = middle } else { high = middle }
        }
        return low
    }
}

/// Rows on their way to stretches of places, those of each stretch in a bin.
private final class Bins: @unchecked Sendable {
    // Safe to share: one worker fills them, and then each bin is emptied by one.

    private final class Block {
        let memory: NodeMemory<UInt8>
        var rowCount = 0

        init(byteCount: Int) throws(NUMAError) { memory = try NodeMemory(count: byteCount) }

        var start: UnsafeMutableRawPointer { UnsafeMutableRawPointer(memory.baseAddress) }
    }

    private let rowBytes: Int
    private let hasWeights: Bool
    /// Rows of a block.
    private let capacity: Int
    private var bins: [[Block]] = []
    /// Takes the rows for which there is no memory.
    private let spare: Block
    /// Why rows were lost, if any were.
    private(set) var failure: NUMAError?

    init(count: Int, rowBytes: Int, hasWeights: Bool, blockBytes: Int) throws(NUMAError) {
        self.rowBytes = rowBytes
        self.hasWeights = hasWeights
        capacity = max(blockBytes / (rowBytes + 3 * MemoryLayout<Float>.stride), 1)
        spare = try Block(byteCount: Self.byteCount(capacity, rowBytes))
        bins = Array(repeating: [], count: count)
    }

    private static func featureBytes(_ capacity: Int, _ rowBytes: Int) -> Int { (capacity * rowBytes + 15) / 16 * 16 }
    private static func byteCount(_ capacity: Int, _ rowBytes: Int) -> Int {
        featureBytes(capacity, rowBytes) + 3 * capacity * MemoryLayout<Float>.stride
    }

    private var featureBytes: Int { Self.featureBytes(capacity, rowBytes) }
    private var columnBytes: Int { capacity * MemoryLayout<Float>.stride }

    private func records(of block: Block) -> StoredRecord {
        let targets = block.start + featureBytes
        return StoredRecord(
            features: block.start, targets: targets.assumingMemoryBound(to: Float.self),
            weights: hasWeights ? (targets + columnBytes).assumingMemoryBound(to: Float.self) : nil)
    }

    private func places(of block: Block) -> UnsafeMutablePointer<UInt32> {
        (block.start + featureBytes + 2 * columnBytes).assumingMemoryBound(to: UInt32.self)
    }

    /// Memory for another row of a bin, which belongs to a place.
    func record(in bin: Int, for place: Int) -> StoredRecord {
        if bins[bin].last.map({ $0.rowCount == capacity }) ?? true {
            do throws(NUMAError) {
                bins[bin].append(try Block(byteCount: Self.byteCount(capacity, rowBytes)))
            } catch {
                failure = error
                return records(of: spare)
            }
        }
        let block = bins[bin][bins[bin].count - 1]
        let row = block.rowCount
        block.rowCount += 1
        places(of: block)[row] = UInt32(place)
        return records(of: block).dropFirst(row, rowBytes: rowBytes)
    }

    /// Copies the rows of a bin to their places in a partition, and gives the bin's memory back.
    func empty(_ bin: Int, into partition: Partition) {
        for block in bins[bin] {
            let places = places(of: block)
            let records = records(of: block)
            for index in 0..<block.rowCount {
                let from = records.dropFirst(index, rowBytes: rowBytes)
                let to = partition.record(at: Int(places[index]))
                to.features.copyMemory(from: from.features, byteCount: rowBytes)
                to.targets.pointee = from.targets.pointee
                if let weight = from.weights { to.weights?.pointee = weight.pointee }
            }
            block.memory.release()
        }
    }
}
