import Datasets
import Kernels
public import Measures
import Training

/// How much worse a model predicts rows where the numbers of one column are in another order: how much it relies on the
/// column. Columns that tell the same may stand in for each other, so that each looks unimportant.
///
/// Source: Breiman, "Random Forests", Machine Learning 45, 2001, section 10.
public struct PermutationImportance: Sendable {
    /// A column.
    public struct Column: Sendable, Hashable {
        /// Its features.
        public let group: FeatureGroup
        /// By how much the measure gets worse, for each repeat.
        public let losses: [Double]

        /// The mean over the repeats.
        public var mean: Double { losses.reduce(0, +) / Double(losses.count) }
        /// The standard deviation over the repeats (of the population).
        public var deviation: Double {
            let mean = mean
            return (losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(losses.count)).squareRoot()
        }
    }

    /// The measure that gets worse.
    public let measure: Measure
    /// What it is where nothing is permuted.
    public let baseline: Double
    /// Rows that were looked at.
    public let rowCount: Int
    /// The columns, the most important one first.
    public let columns: [Column]

    /// Permutes one column after the other.
    /// - Parameters:
    ///   - model: any model.
    ///   - rows: rows that the model has not seen, scaled as it expects, at least one.
    ///   - groups: the columns to look at.
    ///   - measure: any measure of the model's kind of targets.
    ///   - repeatCount: how often each column is permuted, at least once.
    ///   - seed: chooses the orders.
    ///   - machine: the threads that predict; the same bits whatever their number.
    /// - Throws: `Undefined` where the rows do not define the measure, or a `NUMAError`.
    init(
        of model: TrainedModel, on rows: SampledRows, columns groups: [FeatureGroup], measure: Measure,
        repeatCount: Int, seed: UInt64, _ machine: MachinePlan
    ) throws {
        let judge = Judge(model: model, measure: measure, rows: rows, machine: machine)
        let baseline = try judge.value(.none)
        let kernels = machine.instructionSet.kernels
        let columns = try groups.enumerated().map { index, group in
            Column(
                group: group,
                losses: try (0..<repeatCount).map { turn in
                    let order = KeyedPermutation(
                        size: rows.rowCount, stream: RandomStream(seed: seed, purpose: .importance),
                        row: UInt64(turn) << 32 | UInt64(index), kernels: kernels
                    ).order(kernels)
                    let value = try judge.value(.permuted(group.features, order))
                    return measure.isBetterWhenHigher ? baseline - value : value - baseline
                })
        }
        self.measure = measure
        self.baseline = baseline
        rowCount = rows.rowCount
        self.columns = columns.sorted { $0.mean > $1.mean }
    }

    /// Rows that do not define the measure.
    public struct Undefined: Error {
        /// Why.
        public let reason: String
    }

    private struct Judge {
        let model: TrainedModel
        let measure: Measure
        let rows: SampledRows
        let machine: MachinePlan

        func value(_ change: SampledRows.Change) throws -> Double {
            var rows = rows
            rows.change = change
            let dataset = try Dataset(
                everyRowOf: rows, storage: .float32, isStreamed: true, partitionCount: 1, workers: machine.workers,
                kernels: machine.instructionSet.kernels)
            let value = model.evaluation(
                on: dataset, machine, extent: measure.needsSorting ? .all : .sums)?.measures[measure]
            guard let number = value?.number else {
                throw Undefined(reason: value?.reason ?? "the model's targets are of another kind")
            }
            return number
        }
    }
}

extension KeyedPermutation {
    /// All of it.
    fileprivate func order(_ kernels: KernelTable) -> [UInt32] {
        [UInt32](unsafeUninitializedCapacity: Int(size)) { buffer, count in
            count = Int(size)
            if let base = buffer.baseAddress { kernels.permute(self, 0, count, base) }
        }
    }
}
