/// The arithmetic of one instruction set, as a table of functions.
///
/// The same body is compiled once for each instruction set, and every function gives the same bits in all of them.
/// Pointers must not overlap unless a function says so. Rows are dense: row `i` begins at `i * featureCount`, and
/// 64 bytes past the last row must be readable, since tails are read in whole vectors.
public struct KernelTable: Sendable {
    /// Gradient and loss of a linear model with one output over gathered rows.
    public typealias LinearGradient = @Sendable (_ job: LinearGradientJob) -> Void

    /// Derivatives and loss of a linear model over gathered sparse rows.
    public typealias SparseGradient = @Sendable (_ job: SparseGradientJob) -> Void

    /// scale · W x + b of `rowCount` consecutive sparse rows of a model with several outputs, `stride` numbers a row.
    public typealias SparseLogits =
        @Sendable (
            _ features: FeatureRows, _ rowCount: Int, _ model: SparseModelView, _ result: UnsafeMutablePointer<Float>
        ) -> Void

    /// Adds what a shard contributes to a block to the sums of the block's columns.
    public typealias AddContributions =
        @Sendable (_ sums: ColumnSums, _ shard: ShardContributions, _ block: Int) -> Void

    /// Adds the sums `addend`, of the same columns, to others, and clears them.
    public typealias MoveSums = @Sendable (_ sums: ColumnSums, _ addend: ColumnSums) -> Void

    /// w·x + b of `rowCount` consecutive rows, dense or sparse; the weights are padded with zeros to a multiple of 16.
    public typealias LinearPredictions =
        @Sendable (
            _ features: FeatureRows, _ rowCount: Int, _ weights: UnsafePointer<Float>, _ bias: Float,
            _ predictions: UnsafeMutablePointer<Float>
        ) -> Void

    /// Losses of rows whose outputs are there already, and their derivatives by the output.
    public typealias PointLosses = @Sendable (_ job: PointLossJob) -> Void

    /// Copies rows, as float32, to consecutive rows of `stride` numbers, a multiple of 16 that is at least the number
    /// of features, with zeros after the features; all `rowCount` first rows where there are no places.
    public typealias GatherRows =
        @Sendable (
            _ features: FeatureRows, _ places: UnsafePointer<UInt32>?, _ rowCount: Int,
            _ result: UnsafeMutablePointer<Float>, _ stride: Int
        ) -> Void

    /// Asks memory for rows that will be read soon.
    public typealias PrefetchRows = @Sendable (_ rows: GatheredRows) -> Void

    /// Rounds `count` finite numbers to bfloat16, to the nearest, in a tie to the even one.
    public typealias RoundToBFloat16 =
        @Sendable (
            _ numbers: UnsafePointer<Float>, _ count: Int, _ result: UnsafeMutablePointer<UInt16>
        ) -> Void

    /// A product of two matrices. Where rows are read in whole vectors, up to 15 numbers past the end of a row are read
    /// too, and must be finite; up to 15 numbers past the end of each row of the result are written.
    public typealias Multiply = @Sendable (_ job: ProductJob) -> Void

    /// Softmax by rows, and the cross-entropy of labels.
    public typealias Softmax = @Sendable (_ job: SoftmaxJob) -> Void

    /// Multiplies the derivatives and the losses of rows by the rows' weights; those of weight 0 become 0, whatever they
    /// were.
    public typealias WeighRows = @Sendable (_ job: RowWeightJob) -> Void

    /// Applies an activation to `count` numbers, a multiple of 16, in place.
    public typealias Activate =
        @Sendable (_ activation: Activation, _ values: UnsafeMutablePointer<Float>, _ count: Int) -> Void

    /// Multiplies a gradient by the derivative of the activation that gave `values`, or of one that derives from sums, whose
    /// sums they are; `count` is a multiple of 16.
    public typealias ActivationGradient =
        @Sendable (
            _ activation: Activation, _ values: UnsafePointer<Float>, _ gradient: UnsafeMutablePointer<Float>,
            _ count: Int
        ) -> Void

    /// Replaces each of `count` numbers by a function of it, to 2 ulp over all floats.
    public typealias Elementwise = @Sendable (_ values: UnsafeMutablePointer<Float>, _ count: Int) -> Void

    /// Adds `count` numbers of `addend` to `sum`; `count` is a multiple of 16.
    public typealias Add =
        @Sendable (_ sum: UnsafeMutablePointer<Float>, _ addend: UnsafePointer<Float>, _ count: Int) -> Void

    /// One step of an optimizer over a range of parameters.
    public typealias Update = @Sendable (_ job: UpdateJob) -> Void

    /// Σ (gradientSum / rowCount + l2 · parameter)² over `count` numbers, a multiple of 16: in 16 lanes over each 1,024
    /// of them, whose sums are added in double precision.
    public typealias SquaredNorm =
        @Sendable (
            _ parameters: UnsafePointer<Float>, _ gradientSum: UnsafePointer<Float>, _ count: Int,
            _ rowCount: Float, _ l2: Float
        ) -> Double

    /// Places `start ..< start + count` of a keyed permutation, in order.
    public typealias Permute =
        @Sendable (
            _ permutation: KeyedPermutation, _ start: UInt32, _ count: Int, _ places: UnsafeMutablePointer<UInt32>
        ) -> Void

    /// Places `start ..< start + count` of a permutation of blocks, in order.
    public typealias PermuteBlocks =
        @Sendable (
            _ permutation: BlockPermutation, _ start: UInt32, _ count: Int, _ places: UnsafeMutablePointer<UInt32>
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
    /// See `SparseGradient`.
    public let sparseGradient: SparseGradient
    /// See `SparseLogits`.
    public let sparseLogits: SparseLogits
    /// See `AddContributions`.
    public let addContributions: AddContributions
    /// See `MoveSums`.
    public let moveSums: MoveSums
    /// See `LinearPredictions`.
    public let linearPredictions: LinearPredictions
    /// See `PointLosses`.
    public let pointLosses: PointLosses
    /// See `GatherRows`.
    public let gatherRows: GatherRows
    /// See `PrefetchRows`.
    public let prefetchRows: PrefetchRows
    /// See `RoundToBFloat16`.
    public let roundToBFloat16: RoundToBFloat16
    /// Left · right; the right factor's rows are read in whole vectors.
    public let multiply: Multiply
    /// Leftᵀ · right; the right factor's rows are read in whole vectors.
    public let multiplyTransposedLeft: Multiply
    /// Left · rightᵀ; both factors' rows are read in whole vectors. For few columns.
    public let multiplyTransposedRight: Multiply
    /// See `Softmax`.
    public let softmax: Softmax
    /// See `WeighRows`.
    public let weighRows: WeighRows
    /// See `Activate`.
    public let activate: Activate
    /// See `ActivationGradient`.
    public let activationGradient: ActivationGradient
    /// eˣ.
    public let exponentials: Elementwise
    /// ln x: −∞ at zero, NaN below it.
    public let logarithms: Elementwise
    /// 1 / (1 + e⁻ˣ).
    public let sigmoids: Elementwise
    /// tanh x.
    public let tangents: Elementwise
    /// See `Add`.
    public let add: Add
    /// See `Update`.
    public let update: Update
    /// See `SquaredNorm`.
    public let squaredNorm: SquaredNorm
    /// See `Permute`.
    public let permute: Permute
    /// See `PermuteBlocks`.
    public let permuteBlocks: PermuteBlocks
    /// See `FillNormals`.
    public let fillNormals: FillNormals
    /// See `Philox`.
    public let philox: Philox
    /// The passes of solvers over rows.
    public let solvers: SolverKernels

    /// Collects one instruction set's functions.
    public init(
        linearGradient: @escaping LinearGradient,
        sparseGradient: @escaping SparseGradient,
        sparseLogits: @escaping SparseLogits,
        addContributions: @escaping AddContributions,
        moveSums: @escaping MoveSums,
        linearPredictions: @escaping LinearPredictions,
        pointLosses: @escaping PointLosses,
        gatherRows: @escaping GatherRows,
        prefetchRows: @escaping PrefetchRows,
        roundToBFloat16: @escaping RoundToBFloat16,
        multiply: @escaping Multiply,
        multiplyTransposedLeft: @escaping Multiply,
        multiplyTransposedRight: @escaping Multiply,
        softmax: @escaping Softmax,
        weighRows: @escaping WeighRows,
        activate: @escaping Activate,
        activationGradient: @escaping ActivationGradient,
        exponentials: @escaping Elementwise,
        logarithms: @escaping Elementwise,
        sigmoids: @escaping Elementwise,
        tangents: @escaping Elementwise,
        add: @escaping Add,
        update: @escaping Update,
        squaredNorm: @escaping SquaredNorm,
        permute: @escaping Permute,
        permuteBlocks: @escaping PermuteBlocks,
        fillNormals: @escaping FillNormals,
        philox: @escaping Philox,
        solvers: SolverKernels
    ) {
        self.linearGradient = linearGradient
        self.sparseGradient = sparseGradient
        self.sparseLogits = sparseLogits
        self.addContributions = addContributions
        self.moveSums = moveSums
        self.linearPredictions = linearPredictions
        self.pointLosses = pointLosses
        self.gatherRows = gatherRows
        self.prefetchRows = prefetchRows
        self.roundToBFloat16 = roundToBFloat16
        self.multiply = multiply
        self.multiplyTransposedLeft = multiplyTransposedLeft
        self.multiplyTransposedRight = multiplyTransposedRight
        self.softmax = softmax
        self.weighRows = weighRows
        self.activate = activate
        self.activationGradient = activationGradient
        self.exponentials = exponentials
        self.logarithms = logarithms
        self.sigmoids = sigmoids
        self.tangents = tangents
        self.add = add
        self.update = update
        self.squaredNorm = squaredNorm
        self.permute = permute
        self.permuteBlocks = permuteBlocks
        self.fillNormals = fillNormals
        self.philox = philox
        self.solvers = solvers
    }
}
