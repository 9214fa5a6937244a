import Datasets
import Kernels
import NUMA
import Ranks

/// Σ w y yᵀ over rows, with y a row's features, shifted and scaled, and a 1 for the bias.
struct ProductSums {
    /// Features and bias.
    let size: Int
    /// Row-major, `size` × `size`; only what is on and below the diagonal is set.
    let matrix: [Double]

    private static let rowsAtOnce = 256
    private static let columnsAtOnce = 24

    /// Numbers of a shard's sum over rows of so many features.
    static func width(featureCount: Int) -> Int { (featureCount + 1) * ((featureCount + 8) / 8 * 8) }

    /// The sum over all rows, each by its own weight; added by the shards' tree. Collective.
    /// - Parameters:
    ///   - dataset: the rows.
    ///   - columns: how columns are shifted and scaled.
    ///   - sums: memory of the width that they need.
    ///   - machine: the threads that add.
    init(of dataset: Dataset, _ columns: ColumnScales, in sums: ShardSums, machine: MachinePlan) {
        let size = dataset.featureCount + 1
        let stride = (size + 7) / 8 * 8
        let kernels = machine.instructionSet.kernels.solvers
        let workers = machine.workers
        workers.perform(dataset.held.count) { index in
            let shard = dataset.held.lowerBound + index
            workers.placement.withThread(at: workers.placement.position(of: index, among: dataset.held.count)) {
                sums.clear(shard)
                withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.rowsAtOnce * (stride + 1)) { room in
                    let factors = room.baseAddress! + Self.rowsAtOnce * stride
                    let rowCount = dataset.partitions[shard].rowCount
                    for start in Swift.stride(from: 0, to: rowCount, by: Self.rowsAtOnce) {
                        let rows = start..<min(start + Self.rowsAtOnce, rowCount)
                        dataset.withRows(rows, of: shard) { run in
                            for row in 0..<rows.count {
                                factors[row] = run.weights.map { Double($0[row]).squareRoot() } ?? 1
                            }
                            columns.withPointers { offsets, scales in
                                kernels.packPanels(
                                    PanelJob(
                                        features: run.features, rowCount: rows.count, factors: factors,
                                        offsets: offsets, scales: scales, panels: room.baseAddress!))
                            }
                            kernels.addProducts(room.baseAddress!, rows.count, 0..<size, sums[shard], stride)
                        }
                    }
                }
            }
        }
        self.size = size
        matrix = Self.compact(sums.total(workers), size, stride)
    }

    /// The sum over some rows, which are added in their order.
    /// - Parameters:
    ///   - sample: the rows, by panels of `rowsAtOnce` rows.
    ///   - size: features and bias.
    ///   - machine: the threads that add.
    init(_ sample: RowPanels, machine: MachinePlan) {
        let stride = (sample.size + 7) / 8 * 8
        let kernels = machine.instructionSet.kernels.solvers
        var sums = [Double](repeating: 0, count: sample.size * stride)
        sums.withUnsafeMutableBufferPointer { sums in
            // Safe: each iteration writes columns of its own.
            nonisolated(unsafe) let sums = sums.baseAddress!
            let strips = (sample.size + Self.columnsAtOnce - 1) / Self.columnsAtOnce
            machine.workers.perform(strips) { index in
                // Long ones first.
                let first = (strips - 1 - index) * Self.columnsAtOnce
                let columns = first..<min(first + Self.columnsAtOnce, sample.size)
                sample.forEachBlock { panels, rowCount in
                    kernels.addProducts(panels, rowCount, columns, sums, stride)
                }
            }
        }
        size = sample.size
        matrix = Self.compact(sums, sample.size, stride)
    }

    private static func compact(_ sums: [Double], _ size: Int, _ stride: Int) -> [Double] {
        (0..<size).flatMap { sums[$0 * stride..<$0 * stride + size] }
    }
}

extension ColumnScales {
    /// Lends both arrays.
    func withPointers(_ body: (_ offsets: UnsafePointer<Double>, _ scales: UnsafePointer<Double>) -> Void) {
        offsets.withUnsafeBufferPointer { offsets in
            scales.withUnsafeBufferPointer { scales in body(offsets.baseAddress!, scales.baseAddress!) }
        }
    }
}
