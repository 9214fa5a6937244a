import Datasets
import Kernels
import NUMA
import Ranks

/// Some rows, shifted and scaled, in panels of eight columns: the same on every rank.
struct RowPanels: Sendable {
    /// Features and bias.
    let size: Int
    /// How many rows there are.
    let rowCount: Int
    private let panelCount: Int
    private var numbers: [Double]
    private static let rowsAtOnce = 256

    /// Takes every so many rows of each shard. Collective.
    /// - Parameters:
    ///   - step: from one row that is taken to the next.
    ///   - dataset: the rows.
    ///   - columns: how columns are shifted and scaled.
    ///   - machine: the threads that write, and the ranks.
    init(every step: Int, of dataset: Dataset, _ columns: ColumnScales, machine: MachinePlan) {
        let size = dataset.featureCount + 1
        let width = (size + 7) / 8 * 8
        let kernels = machine.instructionSet.kernels.solvers
        let held = dataset.held
        let pieces = [[Double]](unsafeUninitializedCapacity: held.count) { buffer, count in
            // Safe: each iteration writes an element of its own.
            nonisolated(unsafe) let buffer = buffer
            machine.workers.perform(held.count) { index in
                let rowCount = dataset.partitions[held.lowerBound + index].rowCount
                let taken = (rowCount + step - 1) / step
                var rows = [Double](repeating: 0, count: taken * width)
                rows.withUnsafeMutableBufferPointer { rows in
                    for row in 0..<taken {
                        dataset.withRows(row * step..<row * step + 1, of: held.lowerBound + index) { run in
                            columns.withPointers { offsets, scales in
                                withUnsafePointer(to: 1.0) { one in
                                    kernels.packPanels(
                                        PanelJob(
                                            features: run.features, rowCount: 1, factors: one, offsets: offsets,
                                            scales: scales, panels: rows.baseAddress! + row * width))
                                }
                            }
                        }
                    }
                }
                buffer.initializeElement(at: index, to: rows)
            }
            count = held.count
        }
        let rows = machine.ranks.allGather(numbers: pieces.flatMap { $0 }).flatMap { $0 }
        let rowCount = rows.count / width
        self.size = size
        self.rowCount = rowCount
        panelCount = width / 8
        // Row by row so far; now panel by panel within each block.
        numbers = [Double](unsafeUninitializedCapacity: rows.count) { numbers, count in
            for start in stride(from: 0, to: rowCount, by: Self.rowsAtOnce) {
                let block = min(Self.rowsAtOnce, rowCount - start)
                for row in 0..<block {
                    for column in 0..<width {
                        let place = start * width + (column / 8 * block + row) * 8 + column % 8
                        numbers.initializeElement(at: place, to: rows[(start + row) * width + column])
                    }
                }
            }
            count = rows.count
        }
    }

    /// The rows, each multiplied by a factor of its own.
    func scaled(by factors: [Double]) -> RowPanels {
        precondition(factors.count == rowCount, "a factor for each row")
        var scaled = self
        scaled.numbers = [Double](unsafeUninitializedCapacity: numbers.count) { result, count in
            for start in stride(from: 0, to: rowCount, by: Self.rowsAtOnce) {
                let block = min(Self.rowsAtOnce, rowCount - start)
                for place in 0..<panelCount * block {
                    let first = start * panelCount * 8 + place * 8
                    for index in first..<first + 8 {
                        result.initializeElement(at: index, to: numbers[index] * factors[start + place % block])
                    }
                }
            }
            count = numbers.count
        }
        return scaled
    }

    /// Calls `body` with the panels of consecutive rows.
    func forEachBlock(_ body: (_ panels: UnsafePointer<Double>, _ rowCount: Int) -> Void) {
        numbers.withUnsafeBufferPointer { numbers in
            for start in stride(from: 0, to: rowCount, by: Self.rowsAtOnce) {
                body(numbers.baseAddress! + start * panelCount * 8, min(Self.rowsAtOnce, rowCount - start))
            }
        }
    }
}
