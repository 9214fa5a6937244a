import KernelTable

/// Σ c v over each of some columns, on a grid: no order of additions changes a bit.
func columnProducts(
    _ columns: ColumnNumbers, _ range: Range<Int>, _ coefficients: UnsafePointer<Double>, _ coefficientStride: Int,
    _ grid: ExactGrid, _ sums: UnsafeMutablePointer<Double>
) {
    if coefficientStride == 1 {
        for column in range { sums[column] = product(columns, column, coefficients, 1, grid) }
    } else {
        for column in range { sums[column] = product(columns, column, coefficients, coefficientStride, grid) }
    }
}

@inline(__always)
private func product(
    _ columns: ColumnNumbers, _ column: Int, _ coefficients: UnsafePointer<Double>, _ stride: Int, _ grid: ExactGrid
) -> Double {
    @inline(__always)
    func term(_ k: Int) -> Double {
        grid.rounded(Double(columns.numbers[k]) * coefficients[Int(truncatingIfNeeded: columns.rows[k]) &* stride])
    }
    var s0 = 0.0, s1 = 0.0, s2 = 0.0, s3 = 0.0
    var k = columns.starts[column]
    let end = columns.starts[column + 1]
    while k + 4 <= end {
        s0 += term(k)
        s1 += term(k + 1)
        s2 += term(k + 2)
        s3 += term(k + 3)
        k += 4
    }
    while k < end {
        s0 += term(k)
        k += 1
    }
    return (s0 + s1) + (s2 + s3)
}
