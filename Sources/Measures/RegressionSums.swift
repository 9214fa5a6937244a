/// Sums over the rows of a regression, from which `RegressionMeasures` are made.
///
/// Only + − × ÷, in double precision and in the order of the rows: the bits depend on how rows are cut into blocks and
/// on the order in which blocks are added or merged, so a caller who needs the same bits fixes both.
public struct RegressionSums: Hashable, Sendable {
    private(set) var squares = 0.0
    private(set) var magnitudes = 0.0
    private(set) var losses = 0.0
    private(set) var residuals = Spread()
    private(set) var targets = Spread()

    /// The sums over no rows.
    public init() {}

    init(squares: Double, magnitudes: Double, losses: Double, residuals: Spread, targets: Spread) {
        self.squares = squares
        self.magnitudes = magnitudes
        self.losses = losses
        self.residuals = residuals
        self.targets = targets
    }

    /// The number of rows.
    public var rowCount: Int { targets.count }

    /// Adds one block of rows: the same bits as merging the sums of that block alone.
    /// - Parameters:
    ///   - predictions: `count` predictions ŷ.
    ///   - targets: `count` targets y.
    ///   - losses: `count` losses, of whichever kind is trained on.
    ///   - count: rows of the block.
    public mutating func add(
        predictions: UnsafePointer<Float>, targets: UnsafePointer<Float>, losses: UnsafePointer<Float>, count: Int
    ) {
        guard count > 0 else { return }
        func residual(_ row: Int) -> Double { Double(targets[row]) - Double(predictions[row]) }
        var block = RegressionSums()
        for row in 0..<count {
            let residual = residual(row)
            block.squares += residual * residual
            block.magnitudes += abs(residual)
            block.losses += Double(losses[row])
        }
        block.residuals = Spread(count: count, value: residual)
        block.targets = Spread(count: count) { Double(targets[$0]) }
        merge(block)
    }

    /// Appends the rows of other sums.
    public mutating func merge(_ other: RegressionSums) {
        squares += other.squares
        magnitudes += other.magnitudes
        losses += other.losses
        residuals.merge(other.residuals)
        targets.merge(other.targets)
    }
}
