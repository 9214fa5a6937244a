/// Sums over the rows of a regression, from which `RegressionMeasures` are made. A row of weight 2 counts as two rows, one
/// of weight 0 as none.
///
/// Only + − × ÷, in double precision and in the order of the rows: the bits depend on how rows are cut into blocks and
/// on the order in which blocks are added or merged, so a caller who needs the same bits fixes both.
public struct RegressionSums: Hashable, Sendable {
    /// The number of rows, whatever they weigh.
    public private(set) var rowCount = 0
    private(set) var squares = 0.0
    private(set) var magnitudes = 0.0
    private(set) var losses = 0.0
    private(set) var residuals = Spread()
    private(set) var targets = Spread()

    /// The sums over no rows.
    public init() {}

    init(rowCount: Int, squares: Double, magnitudes: Double, losses: Double, residuals: Spread, targets: Spread) {
        self.rowCount = rowCount
        self.squares = squares
        self.magnitudes = magnitudes
        self.losses = losses
        self.residuals = residuals
        self.targets = targets
    }

    /// The sum of the rows' weights; the number of rows where these have none.
    public var weight: Double { targets.weight }

    /// Adds one block of rows: the same bits as merging the sums of that block alone.
    /// - Parameters:
    ///   - predictions: `count` predictions ŷ.
    ///   - targets: `count` targets y.
    ///   - losses: `count` losses, of whichever kind is trained on.
    ///   - weights: `count` weights, finite and not negative; nil where each row counts as 1.
    ///   - unit: what the unit of predictions and targets is in the one that is measured in.
    ///   - lossUnit: likewise of the losses.
    ///   - count: rows of the block.
    public mutating func add(
        predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, losses: UnsafePointer<Float>,
        weights: UnsafePointer<Float>? = nil, unit: Double = 1, lossUnit: Double = 1, count: Int
    ) {
        guard count > 0 else { return }
        func weight(_ row: Int) -> Double { weights.map { Double($0[row]) } ?? 1 }
        func residual(_ row: Int) -> Double { (Double(targets[row]) - Double(predictions[row])) * unit }
        var block = RegressionSums()
        block.rowCount = count
        for row in 0..<count {
            let (weight, residual) = (weight(row), residual(row))
            guard weight > 0 else { continue }
            block.squares += weight * (residual * residual)
            block.magnitudes += weight * abs(residual)
            block.losses += weight * (Double(losses[row]) * lossUnit)
        }
        block.residuals = Spread(count: count, weight: weight, value: residual)
        block.targets = Spread(count: count, weight: weight) { Double(targets[$0]) * unit }
        merge(block)
    }

    /// Appends the rows of other sums.
    public mutating func merge(_ other: RegressionSums) {
        rowCount += other.rowCount
        squares += other.squares
        magnitudes += other.magnitudes
        losses += other.losses
        residuals.merge(other.residuals)
        targets.merge(other.targets)
    }
}
