public import Datasets
import KernelTable
import Measures
public import Models
import NUMA
import Ranks

extension StartingPoint {
    /// A model's initial parameters, with biases of the last layer with which it predicts, before it has seen a feature, the
    /// mean of the targets, or for each class its share of the rows. Rows count as much as they weigh in the training. A
    /// class that no row counts for is taken to have half a row, and counts whose sum is 0 to have half a one. An offset counts by its mean. Collective.
    /// - Parameters:
    ///   - model: the model.
    ///   - dataset: the rows that it is to be trained on.
    ///   - seed: where its initial weights come from.
    ///   - machine: workers and ranks, which do not change the bits.
    public init(withBiasOf dataset: Dataset, for model: some Model, seed: UInt64, machine: MachinePlan) {
        let offsetColumn = (model as? any SparseModel)?.offsetColumn
        let sums = TargetSums(of: dataset, offsetColumn: offsetColumn, machine)
        var parameters = model.initialParameters(seed: seed)
        guard let bias = model.layout.tensors.last(where: { $0.role == .bias }) else {
            preconditionFailure("a model without a bias")
        }
        let values: [Double]
        if dataset.classes == nil {
            let count = max(sums.ofClass[0], .leastNormalMagnitude)
            let hasLogarithm = model.regressionLoss?.link == .log
            values = [hasLogarithm ? logarithm(max(sums.ofTargets, 0.5) / count) : sums.ofTargets / count]
        } else {
            let logarithms = sums.ofClass.map { logarithm(max($0, 0.5)) }
            let mean = logarithms.reduce(0, +) / Double(logarithms.count)
            values = model.outputCount == 1 ? [logarithms[1] - logarithms[0]] : logarithms.map { $0 - mean }
        }
        let offset = sums.ofOffsets / max(sums.ofClass.reduce(0, +), .leastNormalMagnitude)
        bias.write(values.map { Float($0 - offset) }, to: &parameters)
        self.init(parameters, model.layout)
    }
}

/// What the rows of each class weigh, or all of them and their targets: the same bits whoever adds what.
private struct TargetSums {
    /// Weights of each class; of all rows where targets are numbers.
    private(set) var ofClass: [Double]
    /// Targets times weights, where these are numbers.
    private(set) var ofTargets = 0.0
    /// Offsets times weights, where there is an offset.
    private(set) var ofOffsets = 0.0

    init(of dataset: Dataset, offsetColumn: Int?, _ machine: MachinePlan) {
        let width = (dataset.classes?.count ?? 1) + 2
        let held = Array(dataset.held)
        let sums = [Double](unsafeUninitializedCapacity: held.count * width) { buffer, count in
            // Safe: each iteration writes elements of its own.
            nonisolated(unsafe) let buffer = buffer
            machine.workers.perform(held.count) { index in
                let sums = Self.sums(ofPartition: held[index], of: dataset, offsetColumn, width: width)
                for place in 0..<width { buffer.initializeElement(at: index * width + place, to: sums[place]) }
            }
            count = held.count * width
        }
        var total = [Double](repeating: 0, count: width)
        let all = machine.ranks.allGather(numbers: sums).flatMap { $0 }
        for (index, number) in all.enumerated() { total[index % width] += number }
        ofClass = Array(total.dropLast(2))
        ofTargets = total[width - 2]
        ofOffsets = total[width - 1]
    }

    private static let rowsAtOnce = 1024

    private static func sums(
        ofPartition partition: Int, of dataset: Dataset, _ offsetColumn: Int?, width: Int
    ) -> [Double] {
        var sums = [Double](repeating: 0, count: width)
        let rowCount = dataset.partitions[partition].rowCount
        for start in stride(from: 0, to: rowCount, by: rowsAtOnce) {
            let rows = start..<min(start + rowsAtOnce, rowCount)
            dataset.withRows(rows, of: partition) { run in
                for row in 0..<rows.count {
                    let weight = run.weights.map { Double($0[row]) } ?? 1
                    // A row that does not count may have any target.
                    guard weight > 0 else { continue }
                    if dataset.classes == nil {
                        sums[0] += weight
                        sums[width - 2] += weight * Double(run.targets[row])
                    } else {
                        sums[Int(run.targets[row])] += weight
                    }
                    if let offsetColumn {
                        sums[width - 1] += weight * Double(run.features.number(offsetColumn, ofRow: row))
                    }
                }
            }
        }
        return sums
    }
}
