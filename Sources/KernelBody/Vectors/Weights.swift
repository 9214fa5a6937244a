import KernelTable

/// The weight of the row at an index; 1 where rows have none.
@inline(__always)
func weight(_ rows: GatheredRows, _ index: Int) -> Float {
    rows.weights.map { $0[Int(truncatingIfNeeded: rows.places[index])] } ?? 1
}

/// w · x; 0 where w is, whatever x: a row of weight 0 adds nothing, not even where it overflows.
@inline(__always)
func weighted(_ value: SIMD4<Float>, _ weights: SIMD4<Float>) -> SIMD4<Float> {
    (weights * value).replacing(with: SIMD4(), where: weights .== SIMD4())
}

/// Multiplies the derivatives and the losses of rows by the rows' weights.
func weighRows(_ job: RowWeightJob) {
    guard let all = job.rows.weights else { return }
    for row in 0..<job.rows.count {
        let weight = all[Int(truncatingIfNeeded: job.rows.places[row])]
        let derivatives = job.derivatives + row &* job.stride
        if weight == 0 {
            job.losses[row] = 0
            derivatives.update(repeating: 0, count: job.count)
        } else {
            job.losses[row] *= weight
            for k in 0..<job.count { derivatives[k] *= weight }
        }
    }
}
