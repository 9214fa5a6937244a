import Lockstep

/// The matrices of a layer's product, in the layout of the models, and the call that they make of it.
struct Operands {
    let product: LayerProduct
    let kernels: KernelTable
    /// X: rows x inputs.
    let inputs: Matrix
    /// E: rows x outputs.
    let errors: Matrix
    /// W: outputs x inputs, and its transpose.
    let weights: (byOutput: Matrix, byInput: Matrix)
    let result: Matrix
    private let call: KernelTable.Multiply
    private let job: ProductJob

    init(_ product: LayerProduct, _ kernels: KernelTable) throws {
        let (rowCount, outputs, inputs) = (product.rowCount, product.outputs, product.inputs)
        self.product = product
        self.kernels = kernels
        self.inputs = try Matrix(rows: rowCount, columns: inputs)
        errors = try Matrix(rows: rowCount, columns: outputs)
        weights = (
            try Matrix(rows: outputs, columns: inputs), try Matrix(rows: inputs, columns: outputs)
        )
        self.inputs.fill(seed: 1, isTransposed: false, kernels)
        errors.fill(seed: 2, isTransposed: false, kernels)
        weights.byOutput.fill(seed: 3, isTransposed: false, kernels)
        weights.byInput.fill(seed: 3, isTransposed: true, kernels)

        let isByOutput = product.isByOutput
        let chosen = isByOutput ? weights.byOutput : weights.byInput
        let (left, right, depth): (Matrix, Matrix, Int)
        switch product.kind {
        case .forward:
            result = try Matrix(rows: rowCount, columns: outputs)
            (left, right, depth) = (self.inputs, chosen, inputs)
            call = isByOutput ? kernels.multiplyTransposedRight : kernels.multiply
        case .weightGradient:
            result = try Matrix(rows: chosen.rows, columns: chosen.columns)
            (left, right, depth) = isByOutput ? (errors, self.inputs, rowCount) : (self.inputs, errors, rowCount)
            call = kernels.multiplyTransposedLeft
        case .inputGradient:
            result = try Matrix(rows: rowCount, columns: inputs)
            (left, right, depth) = (errors, chosen, outputs)
            call = isByOutput ? kernels.multiply : kernels.multiplyTransposedRight
        }
        job = ProductJob(
            left: left.view, right: right.view, rowCount: result.rows, columnCount: result.columns, depth: depth,
            result: result.base, resultStride: result.stride)
    }

    func multiply() { call(job) }

    /// Whether OpenBLAS computes the same numbers, but for the order of its sums.
    func agrees(with peer: Sgemm) -> Bool {
        multiply()
        peer.multiply()
        let isTransposed = peer.result.rows != result.rows
        // Sums of n products of normal numbers are about √n large, and wrong in their last bits only.
        let tolerance = 1e-4 * Float(product.inputs + product.rowCount).squareRoot()
        for row in 0..<result.rows {
            for column in 0..<result.columns {
                let theirs = isTransposed ? peer.result[column, row] : peer.result[row, column]
                guard abs(result[row, column] - theirs) <= tolerance else { return false }
            }
        }
        return true
    }
}
