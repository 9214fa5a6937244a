import Lockstep

/// A matrix in memory of its own, row-major, with the models' distance between rows and zeros in the gaps.
final class Matrix {
    let rows: Int
    let columns: Int
    let stride: Int
    private let memory: NodeMemory<Float>

    var base: UnsafeMutablePointer<Float> { memory.baseAddress }
    var view: RowMatrix { RowMatrix(base, stride: stride) }

    init(rows: Int, columns: Int) throws {
        self.rows = rows
        self.columns = columns
        stride = rowStride(columns)
        memory = try NodeMemory(count: rows * stride, slack: 64)
    }

    subscript(row: Int, column: Int) -> Float {
        get { base[row * stride + column] }
        set { base[row * stride + column] = newValue }
    }

    /// Fills it with standard normal numbers; two matrices of one seed are each other's transpose where one asks for it.
    func fill(seed: UInt64, isTransposed: Bool, _ kernels: KernelTable) {
        let (rows, columns) = isTransposed ? (self.columns, self.rows) : (self.rows, self.columns)
        let stream = RandomStream(seed: seed, purpose: .rows)
        var numbers = [Float](repeating: 0, count: columns)
        for row in 0..<rows {
            kernels.fillNormals(stream, UInt64(row), columns, &numbers)
            for column in 0..<columns {
                if isTransposed { self[column, row] = numbers[column] } else { self[row, column] = numbers[column] }
            }
        }
    }
}
