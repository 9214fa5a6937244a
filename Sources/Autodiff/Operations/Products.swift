import Kernels

/// A matrix among the numbers of a tensor.
struct Matrix: BitwiseCopyable {
    let base: UnsafeMutablePointer<Float>
    let rowCount: Int
    let columnCount: Int
    let stride: Int

    /// All rows of a tensor, one below the other.
    init(rowsOf numbers: Numbers) {
        base = numbers.base
        rowCount = numbers.shape.rowCount
        columnCount = numbers.shape.inner
        stride = numbers.stride
    }

    /// One matrix of a tensor.
    init(_ numbers: Numbers, at index: Int) {
        base = numbers.row(index * numbers.shape.middle)
        rowCount = numbers.shape.middle
        columnCount = numbers.shape.inner
        stride = numbers.stride
    }

    var rows: RowMatrix { RowMatrix(base, stride: stride) }
}

/// Which factor of a product is transposed; never both.
enum Transposition: BitwiseCopyable {
    case none, left, right
}

extension TapeState {
    /// result = left · right, or adds it to the result.
    func multiply(
        _ left: Matrix, _ right: Matrix, _ transposition: Transposition, start: ProductJob.Start, _ result: Matrix
    ) {
        let job = ProductJob(
            left: left.rows, right: right.rows, rowCount: result.rowCount, columnCount: result.columnCount,
            depth: transposition == .left ? left.rowCount : left.columnCount, start: start, result: result.base,
            resultStride: result.stride)
        switch transposition {
        case .none: kernels.multiply(job)
        case .left: kernels.multiplyTransposedLeft(job)
        case .right:
            kernels.multiplyTransposedRight(job)
            // The other two write whole vectors.
            let padding = (16 - result.columnCount % 16) % 16
            guard padding > 0 else { return }
            for row in 0..<result.rowCount {
                (result.base + row * result.stride + result.columnCount).update(repeating: 0, count: padding)
            }
        }
    }

    /// The product of matrices, or of the rows of many and one.
    func multiply(
        _ a: Numbers, _ leftIsTransposed: Bool, _ b: Numbers, _ rightIsTransposed: Bool, _ result: Numbers
    ) {
        let transposition: Transposition = leftIsTransposed ? .left : rightIsTransposed ? .right : .none
        for pair in MatrixPairs(a, b, result) {
            multiply(pair.left, pair.right, transposition, start: .zeros, pair.result)
        }
    }

    /// Adds the gradient of a product to those of its factors.
    mutating func propagateProduct(
        _ node: Node, _ g: Numbers, _ leftIsTransposed: Bool, _ rightIsTransposed: Bool
    ) {
        let (left, right) = (node.inputs.first, node.inputs.second)
        let (a, b) = (input(left), input(right))
        if requiresGradient(left) {
            let (target, isBegun) = gradientMemory(left)
            let start: ProductJob.Start = isBegun ? .result : .zeros
            for pair in MatrixPairs(target, b, g) {
                if leftIsTransposed {
                    multiply(pair.right, pair.result, .right, start: start, pair.left)
                } else {
                    multiply(pair.result, pair.right, rightIsTransposed ? .none : .right, start: start, pair.left)
                }
            }
        }
        if requiresGradient(right) {
            let (target, isBegun) = gradientMemory(right)
            let start: ProductJob.Start = isBegun ? .result : .zeros
            for pair in MatrixPairs(a, target, g) {
                if rightIsTransposed {
                    multiply(pair.result, pair.left, .left, start: start, pair.right)
                } else {
                    multiply(pair.left, pair.result, leftIsTransposed ? .none : .left, start: start, pair.right)
                }
            }
        }
    }

    /// result = f(x · Wᵀ + b).
    /// Keeps the sums where the derivative of f is told from them.
    mutating func linear(
        _ node: Node, _ weightIsTransposed: Bool, _ activation: Activation?, _ result: Numbers, savingIn index: Int
    ) {
        let bias = node.inputs.third == Node.Inputs.none ? nil : input(node.inputs.third)
        multiply(
            Matrix(rowsOf: input(node.inputs.first)), Matrix(rowsOf: input(node.inputs.second)),
            weightIsTransposed ? .none : .right, start: bias.map { .row($0.base) } ?? .zeros, Matrix(rowsOf: result))
        guard let activation else { return }
        if activation.derivesFromSums {
            let sums = numbers(like: node)
            sums.copy(result)
            nodes[index].saved = sums.base
        }
        for row in 0..<result.shape.rowCount {
            kernels.activate(activation, result.row(row), result.shape.paddedColumns)
        }
        result.clearPadding()
    }

    mutating func propagateLinear(_ node: Node, _ g: Numbers, _ weightIsTransposed: Bool, _ activation: Activation?) {
        if let activation {
            // Nobody reads this gradient as that of the values any more.
            let values =
                activation.derivesFromSums
                ? Numbers(base: node.saved!, shape: node.shape, stride: node.stride) : node.numbers
            for row in 0..<g.shape.rowCount {
                kernels.activationGradient(activation, values.row(row), g.row(row), g.shape.paddedColumns)
            }
        }
        let errors = Matrix(rowsOf: g)
        let (rows, weight) = (Matrix(rowsOf: input(node.inputs.first)), Matrix(rowsOf: input(node.inputs.second)))
        if requiresGradient(node.inputs.second) {
            let (target, isBegun) = gradientMemory(node.inputs.second)
            multiply(
                weightIsTransposed ? rows : errors, weightIsTransposed ? errors : rows, .left,
                start: isBegun ? .result : .zeros, Matrix(rowsOf: target))
        }
        if requiresGradient(node.inputs.third) {
            let (target, isBegun) = gradientMemory(node.inputs.third)
            let column = Numbers(base: floats(errors.rowCount), shape: Shape(errors.rowCount, 1), stride: 1)
            let ones = Matrix(rowsOf: column)
            ones.base.update(repeating: 1, count: errors.rowCount)
            multiply(ones, errors, .left, start: isBegun ? .result : .zeros, Matrix(rowsOf: target))
        }
        if requiresGradient(node.inputs.first) {
            let (target, isBegun) = gradientMemory(node.inputs.first)
            multiply(
                errors, weight, weightIsTransposed ? .right : .none, start: isBegun ? .result : .zeros,
                Matrix(rowsOf: target))
        }
    }
}

/// The matrices that are multiplied with each other: a pair each, or all rows at once where there is one right factor.
private struct MatrixPairs: Sequence, IteratorProtocol {
    struct Pair {
        let left: Matrix
        let right: Matrix
        let result: Matrix
    }

    private let (left, right, result): (Numbers, Numbers, Numbers)
    private var index = 0

    init(_ left: Numbers, _ right: Numbers, _ result: Numbers) {
        (self.left, self.right, self.result) = (left, right, result)
    }

    mutating func next() -> Pair? {
        defer { index += 1 }
        if right.shape.outer == 1 {
            guard index == 0 else { return nil }
            return Pair(
                left: Matrix(rowsOf: left), right: Matrix(rowsOf: right), result: Matrix(rowsOf: result))
        }
        guard index < right.shape.outer else { return nil }
        return Pair(
            left: Matrix(left, at: index), right: Matrix(right, at: index), result: Matrix(result, at: index))
    }
}
