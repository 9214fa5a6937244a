import Lockstep

/// One way to ask OpenBLAS for a layer's product.
struct Sgemm {
    let library: OpenBLAS
    let left: Matrix
    let isLeftTransposed: Bool
    let right: Matrix
    let isRightTransposed: Bool
    let result: Matrix

    /// Both orientations of the weights, or of their gradient.
    static func ways(to operands: Operands, _ library: OpenBLAS) throws -> [Sgemm] {
        let (inputs, errors, weights) = (operands.inputs, operands.errors, operands.weights)
        let ways =
            switch operands.product.kind {
            case .forward:
                [(inputs, false, weights.byOutput, true), (inputs, false, weights.byInput, false)]
            case .weightGradient:
                [(errors, true, inputs, false), (inputs, true, errors, false)]
            case .inputGradient:
                [(errors, false, weights.byOutput, false), (errors, false, weights.byInput, true)]
            }
        return try ways.map { left, isLeftTransposed, right, isRightTransposed in
            let rows = isLeftTransposed ? left.columns : left.rows
            let columns = isRightTransposed ? right.rows : right.columns
            let result = try Matrix(rows: rows, columns: columns)
            return Sgemm(
                library: library, left: left, isLeftTransposed: isLeftTransposed, right: right,
                isRightTransposed: isRightTransposed, result: result)
        }
    }

    func multiply() {
        let depth = isLeftTransposed ? left.rows : left.columns
        library.sgemm(
            OpenBLAS.rowMajor, isLeftTransposed ? OpenBLAS.transposed : OpenBLAS.asItIs,
            isRightTransposed ? OpenBLAS.transposed : OpenBLAS.asItIs, CInt(result.rows), CInt(result.columns),
            CInt(depth), 1, left.base, CInt(left.stride), right.base, CInt(right.stride), 0, result.base,
            CInt(result.stride))
    }
}
