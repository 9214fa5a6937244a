/// The rows of another source, with the weights that they are trained with: their own, times those of their classes,
/// divided by the mean of all training rows. So a gradient's size does not depend on the weights' unit, and a row that
/// weighs as much as the mean counts as 1.
public struct TrainingWeightSource<Base: RowSource>: RowSource {
    private let base: Base
    /// What the weights of the rows of each class are multiplied by; of all rows where targets are numbers.
    private let factors: [Double]

    /// Weighs the rows that are trained on.
    /// - Parameters:
    ///   - base: the other source.
    ///   - classWeights: what rows of a class count beside their own weights; `uniform` where targets are numbers.
    ///   - part: the rows that are trained on.
    ///   - split: a split of all rows of the source.
    /// - Throws: `WeightError` where a row's weight is negative or not finite, or none of the rows to train on counts.
    public init(
        _ base: Base, classWeights: ClassWeights = .uniform, part: HeldOutSplit.Part, of split: HeldOutSplit
    ) throws(WeightError) {
        precondition(classWeights == .uniform || base.classes != nil, "weights of classes of a regression")
        let sums = try WeightSums(of: base, part: part, split)
        let classFactors = classWeights.factors(sums.ofClass)
        var total = 0.0
        for (factor, sum) in zip(classFactors, sums.ofClass) { total += factor * sum }
        guard total > 0 || sums.rowCount == 0 else { throw WeightError(noneOf: part) }
        let scale = Double(sums.rowCount) / total
        self.base = base
        factors = classFactors.map { $0 * scale }
    }

    /// They do.
    public var hasWeights: Bool { true }
    /// What the weights of the rows of each class were multiplied by; nil where targets are numbers.
    public var classFactors: [Double]? { classes == nil ? nil : factors }
    /// As in the other source.
    public var rowCount: Int { base.rowCount }
    /// As in the other source.
    public var featureNames: FeatureNames { base.featureNames }
    /// As in the other source.
    public var targetName: String { base.targetName }
    /// As in the other source.
    public var classes: ClassLabels? { base.classes }
    /// As in the other source.
    public var origin: RowOrigin { base.origin }
    /// As in the other source.
    public var scaling: FeatureScaling? { base.scaling }
    /// As in the other source.
    public var targetScaling: TargetScaling? { base.targetScaling }
    /// As in the other source.
    public var featureOrigins: [Double]? { base.featureOrigins }
    /// As in the other source.
    public var targetOrigin: Double { base.targetOrigin }
    /// As in the other source.
    public var scratchCount: Int { base.scratchCount }

    private func weight(_ own: Float, target: Float) -> Float {
        Float(Double(own) * factors[classes == nil ? 0 : Int(target)])
    }

    /// Writes a row, weighed.
    public func writeRow(_ index: Int, to record: RowRecord, scratch: UnsafeMutablePointer<Float>) {
        base.writeRow(index, to: record, scratch: scratch)
        record.weight = weight(base.hasWeights ? record.weight : 1, target: record.target)
    }

    /// Writes rows, weighed.
    public func writeRows(_ rows: Range<Int>, to records: RowRecord, scratch: UnsafeMutablePointer<Float>) {
        base.writeRows(rows, to: records, scratch: scratch)
        guard let weights = records.weights else { return }
        for row in 0..<rows.count {
            weights[row] = weight(base.hasWeights ? weights[row] : 1, target: records.targets[row])
        }
    }

    /// Those of the other source, weighed.
    public func labels(of rows: [Int]) -> RowBatch {
        var labels = base.labels(of: rows)
        labels.weights = labels.targets.indices.map { place in
            weight(labels.weights?[place] ?? 1, target: labels.targets[place])
        }
        return labels
    }

    /// As in the other source.
    public func readAhead(_ rows: Range<Int>) { base.readAhead(rows) }

    /// As in the other source.
    public func check() throws { try base.check() }
}
