import NUMA
import Parquet
import Synchronization

/// The numbers of a Parquet file that was read without mistakes: they stay in the file, whose row groups are decoded when
/// their rows are asked for, and kept as long as there is room for them.
final class ParquetMatrix: FeatureMatrix {
    /// A row group, decoded or not.
    private final class Group: Sendable {
        let rows = Mutex<BlockMatrix?>(nil)
    }

    /// Groups that are decoded, those that were used last at the end.
    private struct Recent {
        var groups: [Int] = []
        var rowCount = 0
    }

    private let columns: ParquetColumns
    private let groups: [Group]
    /// The first row of each row group, and after them the number of all.
    private let firstRows: [Int]
    /// The places of the rows in the file; nil where none was left out.
    private let kept: [Int]?
    private let recent = Mutex(Recent())
    private let failure = Mutex<DataError?>(nil)
    /// Rows that are kept decoded, at most, apart from those of one group.
    private let mostRows: Int

    let rowCount: Int
    let columnCount: Int

    /// - Parameters:
    ///   - columns: the columns of the file.
    ///   - kept: the places of the rows in the file; nil where none was left out.
    ///   - rowCount: the number of rows that were not left out.
    init(_ columns: ParquetColumns, kept: [Int]?, rowCount: Int) {
        self.columns = columns.numbersOnly
        self.kept = kept
        self.rowCount = rowCount
        columnCount = columns.layout.numberNames.count
        groups = columns.file.rowGroupSizes.map { _ in Group() }
        firstRows = columns.file.rowGroupSizes.reduce(into: [0]) { $0.append($0.last! + $1) }
        let room = (AvailableMemory.bytes() ?? .max) / 2
        mostRows = room / max(columnCount * MemoryLayout<Float>.stride, 1)
    }

    func write(row: Int, to features: UnsafeMutablePointer<Float>) { write(rows: row..<row + 1, to: features) }

    func write(rows: Range<Int>, to features: UnsafeMutablePointer<Float>) {
        guard columnCount > 0 else { return }
        var row = rows.lowerBound
        while row < rows.upperBound {
            let place = kept?[row] ?? row
            let index = index(ofGroupWith: place)
            // Rows that follow each other in the same group.
            var end = kept == nil ? min(rows.upperBound, firstRows[index + 1]) : row + 1
            if let kept {
                while end < rows.upperBound, kept[end] == place + end - row, kept[end] < firstRows[index + 1] {
                    end += 1
                }
            }
            let output = features + (row - rows.lowerBound) * columnCount
            let first = place - firstRows[index]
            if let group = decoded(index) {
                group.write(rows: first..<first + end - row, to: output)
            } else {
                output.update(repeating: 0, count: (end - row) * columnCount)
            }
            row = end
        }
    }

    private func index(ofGroupWith row: Int) -> Int {
        var (low, high) = (0, groups.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if firstRows[middle] <= row { low = middle } else { high = middle }
        }
        return low
    }

    /// The rows of a group; nil where it cannot be read, which `check` reports.
    private func decoded(_ index: Int) -> BlockMatrix? {
        let rows = groups[index].rows.withLock { rows in
            if rows == nil { rows = decode(index) }
            return rows
        }
        if rows != nil { note(index) }
        return rows
    }

    private func decode(_ index: Int) -> BlockMatrix? {
        do throws(DataError) {
            let table = try columns.decode(index..<index + 1, .one)
            let batch = ParquetBatches.Batch(table: table, firstRow: firstRows[index])
            let rows = try ParquetRows(0..<table.rowCount, of: batch, columns, .one).table
            return BlockMatrix(rows.numberRows, rowCount: rows.rowCount)
        } catch {
            failure.withLock { $0 = $0 ?? error }
            return nil
        }
    }

    /// Notes that a group is used, and gives back those that were not used for longest where there is no room.
    private func note(_ index: Int) {
        let sizes = columns.file.rowGroupSizes
        let unused = recent.withLock { recent -> [Int] in
            guard recent.groups.last != index else { return [] }
            if let place = recent.groups.firstIndex(of: index) {
                recent.groups.remove(at: place)
            } else {
                recent.rowCount += sizes[index]
            }
            recent.groups.append(index)
            var count = 0
            while recent.rowCount > mostRows, count + 1 < recent.groups.count {
                recent.rowCount -= sizes[recent.groups[count]]
                count += 1
            }
            defer { recent.groups.removeFirst(count) }
            return Array(recent.groups.prefix(count))
        }
        for group in unused { groups[group].rows.withLock { $0 = nil } }
    }

    /// - Throws: `DataError` where the file has changed since it was opened, or could not be read.
    func check() throws(DataError) {
        if let error = failure.withLock({ $0 }) { throw error }
    }
}
