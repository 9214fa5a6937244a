/// The arithmetic of solvers, in double precision: passes over rows that a linear model is fitted to. Every function gives
/// the same bits in all instruction sets.
public struct SolverKernels: Sendable {
    /// z = W x + b of consecutive rows, dense or sparse, `outputCount` numbers a row.
    public typealias Scores =
        @Sendable (
            _ features: FeatureRows, _ rowCount: Int, _ model: LinearWeights, _ scores: UnsafeMutablePointer<Double>
        ) -> Void

    /// Adds Σ c x of consecutive dense rows, in their order, to sums for each output, and Σ c to the biases' sums.
    public typealias AddRows =
        @Sendable (
            _ features: FeatureRows, _ rowCount: Int, _ coefficients: UnsafePointer<Double>, _ sums: LinearSums
        ) -> Void

    /// Σ c v over each of some columns, every product rounded to a multiple of the grid first, so that no order of
    /// additions changes a bit.
    public typealias ColumnProducts =
        @Sendable (
            _ columns: ColumnNumbers, _ range: Range<Int>, _ coefficients: UnsafePointer<Double>,
            _ coefficientStride: Int, _ grid: ExactGrid, _ sums: UnsafeMutablePointer<Double>
        ) -> Void

    /// Writes picked rows as f (x − o) s into panels of eight columns, with f as one more column after the features.
    public typealias PackPanels = @Sendable (_ job: PanelJob) -> Void

    /// Adds the products of the rows' numbers in some columns with those in all columns up to them.
    public typealias AddProducts =
        @Sendable (
            _ panels: UnsafePointer<Double>, _ rowCount: Int, _ columns: Range<Int>,
            _ sums: UnsafeMutablePointer<Double>, _ stride: Int
        ) -> Void

    /// The losses of rows whose scores are known, with their first two derivatives by the score.
    public typealias LossCurves = @Sendable (_ job: LossCurveJob) -> Void

    /// Turns the scores of rows into the probabilities of classes, and gives the cross-entropy of the labels.
    public typealias ClassCurves =
        @Sendable (
            _ scores: UnsafeMutablePointer<Double>, _ classCount: Int, _ targets: UnsafePointer<Float>,
            _ rowCount: Int, _ losses: UnsafeMutablePointer<Double>
        ) -> Void

    /// See `Scores`.
    public let scores: Scores
    /// See `AddRows`.
    public let addRows: AddRows
    /// See `ColumnProducts`.
    public let columnProducts: ColumnProducts
    /// See `PackPanels`.
    public let packPanels: PackPanels
    /// See `AddProducts`.
    public let addProducts: AddProducts
    /// See `LossCurves`.
    public let lossCurves: LossCurves
    /// See `ClassCurves`.
    public let classCurves: ClassCurves

    /// Collects one instruction set's functions.
    public init(
        scores: @escaping Scores, addRows: @escaping AddRows, columnProducts: @escaping ColumnProducts,
        packPanels: @escaping PackPanels, addProducts: @escaping AddProducts, lossCurves: @escaping LossCurves,
        classCurves: @escaping ClassCurves
    ) {
        self.scores = scores
        self.addRows = addRows
        self.columnProducts = columnProducts
        self.packPanels = packPanels
        self.addProducts = addProducts
        self.lossCurves = lossCurves
        self.classCurves = classCurves
    }
}
