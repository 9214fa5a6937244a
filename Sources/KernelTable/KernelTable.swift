/// The arithmetic of one instruction set, as a table of functions.
///
/// The same body is compiled once for each instruction set, and every function gives the same bits in all of them.
/// Pointers must not overlap unless a function says so. Rows are dense: row `i` begins at `i * featureCount`, and
/// 64 bytes past the last row must be readable, since tails are read in whole vectors.
public struct KernelTable: Sendable {
    /// Gradient of the squared loss of a linear model over gathered rows.
    public typealias LinearGradient = @Sendable (_ job: LinearGradientJob) -> Void

    /// Predictions of a linear model for `rowCount` consecutive rows.
    public typealias LinearPredictions =
        @Sendable (
            _ features: UnsafePointer<Float>, _ featureCount: Int, _ rowCount: Int,
            _ weights: UnsafePointer<Float>, _ bias: Float, _ predictions: UnsafeMutablePointer<Float>
        ) -> Void

    /// Adds `count` numbers of `addend` to `sum`; `count` is a multiple of 16.
    public typealias Add =
        @Sendable (_ sum: UnsafeMutablePointer<Float>, _ addend: UnsafePointer<Float>, _ count: Int) -> Void

    /// Subtracts `learningRate * gradientSum / rowCount` from `count` parameters; `count` is a multiple of 16.
    public typealias Descend =
        @Sendable (
            _ parameters: UnsafeMutablePointer<Float>, _ gradientSum: UnsafePointer<Float>, _ count: Int,
            _ learningRate: Float, _ rowCount: Float
        ) -> Void

    /// Places `start ..< start + count` of a keyed permutation, in order.
    public typealias Permute =
        @Sendable (
            _ permutation: KeyedPermutation, _ start: UInt32, _ count: Int, _ places: UnsafeMutablePointer<UInt32>
        ) -> Void

    /// The first `count` standard normal numbers of a row of a random stream.
    public typealias FillNormals =
        @Sendable (
            _ stream: RandomStream, _ row: UInt64, _ count: Int, _ normals: UnsafeMutablePointer<Float>
        ) -> Void

    /// Eight consecutive blocks of Philox 4x32-10, as 32 numbers: word `w` of block `b` at `4 * b + w`.
    public typealias Philox =
        @Sendable (
            _ stream: RandomStream, _ row: UInt64, _ firstBlock: UInt32, _ words: UnsafeMutablePointer<UInt32>
        ) -> Void

    /// See `LinearGradient`.
    public let linearGradient: LinearGradient
    /// See `LinearPredictions`.
    public let linearPredictions: LinearPredictions
    /// See `Add`.
    public let add: Add
    /// See `Descend`.
    public let descend: Descend
    /// See `Permute`.
    public let permute: Permute
    /// See `FillNormals`.
    public let fillNormals: FillNormals
    /// See `Philox`.
    public let philox: Philox

    /// Collects one instruction set's functions.
    public init(
        linearGradient: @escaping LinearGradient, linearPredictions: @escaping LinearPredictions, add: @escaping Add,
        descend: @escaping Descend, permute: @escaping Permute, fillNormals: @escaping FillNormals,
        philox: @escaping Philox
    ) {
        self.linearGradient = linearGradient
        self.linearPredictions = linearPredictions
        self.add = add
        self.descend = descend
        self.permute = permute
        self.fillNormals = fillNormals
        self.philox = philox
    }
}
