/// Where a network keeps a tile of rows on its way through the layers, in numbers from the start of its scratch.
struct NetworkScratch: Sendable {
    /// Rows that go through the layers together: they and a few columns of weights stay in a core's caches.
    static let tileRows = 64

    /// The rows as float32, where they are stored otherwise.
    let rows: Int
    let rowStride: Int
    /// Each layer's outputs.
    let outputs: [Int]
    let outputStrides: [Int]
    /// What the gradient by each hidden layer's outputs is multiplied by to be that by its sums; empty where the outputs say it.
    let slopes: [Int]
    /// The factors that drop outputs of a layer.
    let factors: Int
    /// Two buffers that take turns for the errors of hidden layers.
    let errors: (Int, Int)
    /// A column of ones.
    let ones: Int
    let targets: Int
    let losses: Int
    let count: Int

    init(featureCount: Int, outputs: [Int], keepsSlopes: Bool) {
        var end = 0
        func place(_ stride: Int) -> Int {
            defer { end += Self.tileRows * stride }
            return end
        }
        rowStride = ParameterTensor.rowStride(featureCount)
        outputStrides = outputs.map(ParameterTensor.rowStride)
        rows = place(rowStride)
        self.outputs = outputStrides.map { place($0) }
        let widest = outputStrides.max() ?? 0
        errors = (place(widest), place(widest))
        slopes = keepsSlopes ? outputStrides.dropLast().map { place($0) } : []
        factors = place(keepsSlopes ? widest : 0)
        ones = place(1)
        targets = place(1)
        losses = place(1)
        // Rows are read in whole vectors.
        count = end + 16
    }
}
