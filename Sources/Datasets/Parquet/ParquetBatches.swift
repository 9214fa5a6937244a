import NUMA
import Parquet

/// Row groups of a Parquet file, decoded in order, as many at a time as make work for all threads.
struct ParquetBatches {
    /// Consecutive rows of a file.
    struct Batch {
        /// Their columns.
        let table: ParquetTable
        /// The number of rows before them.
        let firstRow: Int
        /// The names of each column of names.
        let names: [ParquetNames?]

        init(table: ParquetTable, firstRow: Int) {
            self.table = table
            self.firstRow = firstRow
            names = table.columns.map { column in
                if case .names(let names, _) = column.values { ParquetNames(names) } else { nil }
            }
        }
    }

    /// Values that are decoded at a time, or those of one row group.
    private static let valuesAtOnce = 1 << 23

    private let columns: ParquetColumns
    private var nextGroup = 0
    private var nextRow = 0

    /// - Parameter columns: those to decode.
    init(_ columns: ParquetColumns) { self.columns = columns }

    /// The next row groups; nil after the last one.
    /// - Throws: `DataError` where one cannot be read.
    mutating func next(_ workers: Workers) throws(DataError) -> Batch? {
        let sizes = columns.file.rowGroupSizes
        guard nextGroup < sizes.count else { return nil }
        let mostRows = Self.valuesAtOnce / max(columns.requests.count, 1)
        var (end, rowCount) = (nextGroup + 1, sizes[nextGroup])
        while end < sizes.count, rowCount + sizes[end] <= mostRows {
            rowCount += sizes[end]
            end += 1
        }
        let batch = Batch(table: try columns.decode(nextGroup..<end, workers), firstRow: nextRow)
        (nextGroup, nextRow) = (end, nextRow + rowCount)
        return batch
    }
}
