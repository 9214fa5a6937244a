/// Sums over the rows of a regression, from which `RegressionMeasures` are made. A row of weight 2 counts as two rows, one
/// of weight 0 as none.
///
/// Only + − × ÷, in double precision and in the order of the rows: the bits depend on how rows are cut into blocks and
/// on the order in which blocks are added or merged, so a caller who needs the same bits fixes both.
public struct RegressionSums: Hashable, Sendable {
    /// The number of rows, whatever they weigh.
    public internal(set) var rowCount = 0
    /// The quantile τ of the pinball loss.
    public let quantile: Double
    /// Rows whose weight is not 0.
    var countedRowCount = 0
    /// Of these, rows whose target is 0.
    var zeroTargetCount = 0
    var squares = 0.0
    var magnitudes = 0.0
    /// Σ w |y − ŷ| / |y|, where y is not 0.
    var relativeMagnitudes = 0.0
    /// Σ w (τ (y − ŷ) or (τ − 1)(y − ŷ), whichever is larger).
    var pinballs = 0.0
    var losses = 0.0
    /// Bounds of the targets, which say exactly whether these are equal.
    var leastTarget = Double.infinity
    var greatestTarget = -Double.infinity
    var residuals = Spread()
    var targets = Spread()
    /// Those of the deviance; nil where none is wanted.
    var deviances: DevianceSums?

    /// The sums over no rows.
    /// - Parameters:
    ///   - quantile: the quantile τ of the pinball loss, above 0 and below 1.
    ///   - deviance: the deviance that is wanted; nil for none.
    public init(quantile: Double = 0.5, deviance: Deviance? = nil) {
        self.quantile = quantile
        deviances = deviance.map { DevianceSums($0) }
    }

    /// The sums over no rows, for the same measures.
    public var empty: RegressionSums { RegressionSums(quantile: quantile, deviance: deviances?.deviance) }

    /// The sum of the rows' weights; the number of rows where these have none.
    public var weight: Double { targets.weight }

    /// Adds one block of rows: the same bits as merging the sums of that block alone.
    /// - Parameters:
    ///   - predictions: `count` predictions ŷ.
    ///   - targets: `count` targets y.
    ///   - losses: `count` losses, of whichever kind is trained on.
    ///   - weights: `count` weights, finite and not negative; nil where each row counts as 1.
    ///   - unit: what the unit of predictions and targets is in the one that is measured in.
    ///   - origin: where predictions and targets are 0, in the unit that is measured in.
    ///   - lossUnit: likewise of the losses.
    ///   - count: rows of the block.
    public mutating func add(
        predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, losses: UnsafePointer<Float>,
        weights: UnsafePointer<Float>? = nil, unit: Double = 1, origin: Double = 0, lossUnit: Double = 1, count: Int
    ) {
        guard count > 0 else { return }
        func weight(_ row: Int) -> Double { weights.map { Double($0[row]) } ?? 1 }
        func residual(_ row: Int) -> Double { (Double(targets[row]) - Double(predictions[row])) * unit }
        // A target of 0 that was scaled comes back as nearly 0.
        let nearlyZero = abs(origin) * 0x1p-22
        var block = empty
        block.rowCount = count
        for row in 0..<count {
            let (weight, residual) = (weight(row), residual(row))
            guard weight > 0 else { continue }
            let target = Double(targets[row]) * unit + origin
            block.countedRowCount += 1
            block.leastTarget = min(block.leastTarget, target)
            block.greatestTarget = max(block.greatestTarget, target)
            if abs(target) > nearlyZero {
                block.relativeMagnitudes += weight * (abs(residual) / abs(target))
            } else {
                block.zeroTargetCount += 1
            }
            block.deviances?.add(
                target: target, prediction: Double(predictions[row]) * unit + origin, weight: weight)
            block.pinballs += weight * (residual * (residual > 0 ? quantile : quantile - 1))
            block.squares += weight * (residual * residual)
            block.magnitudes += weight * abs(residual)
            block.losses += weight * (Double(losses[row]) * lossUnit)
        }
        block.residuals = Spread(count: count, weight: weight, value: residual)
        block.targets = Spread(count: count, weight: weight) { Double(targets[$0]) * unit }
        merge(block)
    }

    /// Appends the rows of other sums.
    /// - Parameter other: sums for the same measures.
    public mutating func merge(_ other: RegressionSums) {
        precondition(empty == other.empty, "sums for the same measures")
        if let more = other.deviances { deviances?.merge(more) }
        rowCount += other.rowCount
        countedRowCount += other.countedRowCount
        zeroTargetCount += other.zeroTargetCount
        relativeMagnitudes += other.relativeMagnitudes
        pinballs += other.pinballs
        leastTarget = min(leastTarget, other.leastTarget)
        greatestTarget = max(greatestTarget, other.greatestTarget)
        squares += other.squares
        magnitudes += other.magnitudes
        losses += other.losses
        residuals.merge(other.residuals)
        targets.merge(other.targets)
    }
}
