/// A symmetric positive definite matrix as L Lᵀ, with L lower triangular; in double precision.
///
/// Source: Golub and Van Loan, Matrix Computations, section 4.2 (Cholesky).
package struct PositiveDefinite: Sendable {
    package let size: Int
    /// L, row-major; nothing above its diagonal is read.
    private var lower: [Double]
    /// The matrix is D M D with a diagonal D and ones on M's diagonal; L is of M.
    private let scales: [Double]
    /// The columns that were skipped because they depend on those before them, ascending.
    package private(set) var dependentColumns: [Int] = []

    /// What is left of a unit diagonal where a column depends on those before it, beyond the rounding of float32 features.
    private static let leastPivot = 1e-10

    /// A column that is a combination of those before it.
    package struct Dependent: Error {
        package let column: Int
    }

    /// Factors a matrix.
    /// - Parameter matrix: row-major, `size` × `size`; only what is on and below its diagonal is read.
    /// - Throws: `Dependent` where a column depends on those before it.
    package init(_ matrix: [Double], size: Int) throws(Dependent) {
        self.init(skippingDependent: matrix, size: size)
        if let column = dependentColumns.first { throw Dependent(column: column) }
    }

    /// Factors a matrix without the columns that depend on those before them: solutions are 0 there.
    /// - Parameter matrix: row-major, `size` × `size`; only what is on and below its diagonal is read.
    package init(skippingDependent matrix: [Double], size: Int) {
        self.size = size
        scales = (0..<size).map {
            let diagonal = matrix[$0 * size + $0]
            return diagonal > 0 ? diagonal.squareRoot() : 1
        }
        lower = matrix
        for row in 0..<size {
            for column in 0...row { lower[row * size + column] /= scales[row] * scales[column] }
        }
        for row in 0..<size {
            for column in 0..<row {
                let rest = lower[row * size + column] - dot(row, column, count: column)
                lower[row * size + column] = rest / lower[column * size + column]
            }
            let pivot = lower[row * size + row] - dot(row, row, count: row)
            if pivot > Self.leastPivot {
                lower[row * size + row] = pivot.squareRoot()
            } else {
                dependentColumns.append(row)
                for column in 0..<row { lower[row * size + column] = 0 }
                lower[row * size + row] = .infinity
            }
        }
    }

    /// The sum of the products of the first numbers of two rows of L.
    private func dot(_ a: Int, _ b: Int, count: Int) -> Double {
        lower.withUnsafeBufferPointer { numbers in
            let (a, b) = (numbers.baseAddress! + a * size, numbers.baseAddress! + b * size)
            return DoubleProducts.dot(a, b, count: count)
        }
    }

    /// The x for which the matrix times x is `right`.
    package func solution(of right: [Double]) -> [Double] {
        var x = zip(right, scales).map { $0 / $1 }
        for row in 0..<size {
            var rest = x[row]
            for column in 0..<row { rest -= lower[row * size + column] * x[column] }
            x[row] = rest / lower[row * size + row]
        }
        for row in (0..<size).reversed() {
            x[row] /= lower[row * size + row]
            for column in 0..<row { x[column] -= lower[row * size + column] * x[row] }
        }
        return zip(x, scales).map { $0 / $1 }
    }

    /// aᵀ M⁻¹ a, for the matrix M.
    package func inverseForm(_ a: [Double]) -> Double {
        let x = zip(a, scales).map { $0 / $1 }
        var y = x
        var sum = 0.0
        for row in 0..<size {
            var rest = x[row]
            for column in 0..<row { rest -= lower[row * size + column] * y[column] }
            y[row] = rest / lower[row * size + row]
            sum += y[row] * y[row]
        }
        return sum
    }
}

/// Sums of products in double precision.
package enum DoubleProducts {
    /// Σ a b, in eight sums, each of every eighth product.
    package static func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, count: Int) -> Double {
        var sums = SIMD8<Double>.zero
        let whole = count - count % 8
        for index in stride(from: 0, to: whole, by: 8) {
            sums +=
                UnsafeRawPointer(a + index).loadUnaligned(as: SIMD8<Double>.self)
                * UnsafeRawPointer(b + index).loadUnaligned(as: SIMD8<Double>.self)
        }
        for index in whole..<count { sums[index % 8] += a[index] * b[index] }
        let pairs = sums.evenHalf + sums.oddHalf
        let fours = pairs.evenHalf + pairs.oddHalf
        return fours[0] + fours[1]
    }
}
