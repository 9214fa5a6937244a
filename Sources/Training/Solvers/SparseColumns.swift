import Datasets
import Kernels
import NUMA
import Ranks

/// The sparse rows that this process holds, by columns: a second copy of their numbers, from which sums over rows are
/// gathered instead of scattered.
final class SparseColumns: @unchecked Sendable {  // Safe: never changed after it was made.
    private let starts: NodeMemory<Int>
    private let rows: NodeMemory<UInt32>
    private let numbers: NodeMemory<Float>
    /// Columns in pieces of about as many numbers.
    let pieces: [Range<Int>]
    /// The largest magnitude of a number.
    let largest: Double

    private static let numbersAtOnce = 1 << 16
    private static let mostParts = 16

    init(_ dataset: Dataset, workers: Workers) throws(NUMAError) {
        let columnCount = dataset.featureCount
        let parts = Self.parts(of: dataset, count: min(workers.count, Self.mostParts))
        let next = try NodeMemory<Int>(count: parts.count * columnCount)
        let largestOfParts = try NodeMemory<Double>(count: parts.count)
        let starts = try NodeMemory<Int>(count: columnCount + 1)
        // Safe: each part has counters of its own.
        nonisolated(unsafe) let (counters, maxima) = (next.baseAddress, largestOfParts.baseAddress)
        workers.perform(parts.count) { part in
            let counts = counters + part * columnCount
            var largest: Float = 0
            dataset.forEachNumber(of: parts[part].partitions, firstRow: parts[part].firstRow) { _, column, number in
                counts[column] += 1
                largest = max(largest, abs(number))
            }
            maxima[part] = Double(largest)
        }
        var total = 0
        for column in 0..<columnCount {
            starts.baseAddress[column] = total
            for part in parts.indices {
                let count = counters[part * columnCount + column]
                counters[part * columnCount + column] = total
                total += count
            }
        }
        starts.baseAddress[columnCount] = total
        let rows = try NodeMemory<UInt32>(count: total)
        let numbers = try NodeMemory<Float>(count: total)
        // Safe: each part writes places of its own.
        nonisolated(unsafe) let (rowOut, numberOut) = (rows.baseAddress, numbers.baseAddress)
        workers.perform(parts.count) { part in
            let places = counters + part * columnCount
            dataset.forEachNumber(of: parts[part].partitions, firstRow: parts[part].firstRow) { row, column, number in
                let place = places[column]
                rowOut[place] = UInt32(truncatingIfNeeded: row)
                numberOut[place] = number
                places[column] = place + 1
            }
        }
        largest = (0..<parts.count).reduce(0) { max($0, maxima[$1]) }
        var pieces: [Range<Int>] = []
        var first = 0
        for column in 0..<columnCount
        where starts.baseAddress[column + 1] - starts.baseAddress[first] >= Self.numbersAtOnce
            || column + 1 == columnCount
        {
            pieces.append(first..<column + 1)
            first = column + 1
        }
        self.pieces = pieces
        self.starts = starts
        self.rows = rows
        self.numbers = numbers
    }

    /// The columns for a kernel.
    var view: ColumnNumbers {
        ColumnNumbers(starts: starts.baseAddress, rows: rows.baseAddress, numbers: numbers.baseAddress)
    }

    /// The deviations of the columns. Collective.
    func scales(rowCount: Int, stride: Int, workers: Workers, ranks: Communicator) -> ColumnScales {
        let largest = ranks.allGather(numbers: [largest]).map { $0[0] }.max() ?? 0
        let grids = [largest, largest * largest].map { ExactGrid(largest: $0, count: rowCount) }
        let columnCount = starts.count - 1
        var own = [Double](repeating: 0, count: 2 * columnCount)
        own.withUnsafeMutableBufferPointer { sums in
            // Safe: each iteration writes columns of its own.
            nonisolated(unsafe) let sums = sums
            workers.perform(pieces.count) { piece in
                for column in self.pieces[piece] {
                    for place in self.starts.baseAddress[column]..<self.starts.baseAddress[column + 1] {
                        let number = Double(self.numbers.baseAddress[place])
                        sums[column] += grids[0].rounded(number)
                        sums[columnCount + column] += grids[1].rounded(number * number)
                    }
                }
            }
        }
        // Sums on a grid are exact, in whatever order.
        let all = ranks.allGather(numbers: own)
        let total = all.dropFirst().reduce(all[0]) { sum($0, 1, $1) }
        return ColumnScales(
            sums: total[0..<columnCount], squares: total[columnCount...],
            first: [Double](repeating: 0, count: columnCount), weight: Double(rowCount), stride: stride)
    }

    private static func parts(of dataset: Dataset, count: Int) -> [(partitions: Range<Int>, firstRow: Int)] {
        let held = dataset.held
        let count = max(min(count, held.count), 1)
        var firstRow = 0
        return (0..<count).map { part in
            let partitions =
                held.lowerBound + held.count * part / count..<held.lowerBound + held.count * (part + 1) / count
            defer { firstRow += dataset.partitions[partitions].reduce(0) { $0 + $1.rowCount } }
            return (partitions, firstRow)
        }
    }
}

extension Dataset {
    /// Calls `body` for each number of some partitions' rows, which are counted from `firstRow`.
    fileprivate func forEachNumber(
        of indices: Range<Int>, firstRow: Int, _ body: (_ row: Int, _ column: Int, _ number: Float) -> Void
    ) {
        var first = firstRow
        for partition in partitions[indices] {
            let features = partition.features
            for row in 0..<partition.rowCount {
                features.forEachNumber(ofRow: row) { column, number in body(first + row, column, number) }
            }
            first += partition.rowCount
        }
    }
}
