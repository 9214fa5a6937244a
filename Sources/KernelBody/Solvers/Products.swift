import KernelTable

/// Writes rows as f (x − o) s into panels of eight columns, with f in the column after the features.
func packPanels(_ job: PanelJob) {
    if let starts = job.features.starts { return packSparse(job, starts) }
    switch job.features.storage {
    case .float32: packPanels(job, Float32Vector.self)
    case .bfloat16: packPanels(job, BFloat16Vector.self)
    }
}

@inline(__always)
private func packPanels<Vector: DoubleVector>(_ job: PanelJob, _: Vector.Type) {
    let featureCount = job.features.featureCount
    let panelSize = job.rowCount &* doubleCount
    for index in 0..<job.rowCount {
        let row = Vector(job.features.base + index &* job.features.rowBytes)
        let factor = Doubles(repeating: job.factors[index])
        var out = job.panels + index &* doubleCount
        var k = 0
        while k < featureCount {
            let x = k + doubleCount <= featureCount ? row.doubles(at: k) : tail(row, at: k, count: featureCount - k)
            store((x - doubles(at: job.offsets + k)) * doubles(at: job.scales + k) * factor, at: out)
            out += panelSize
            k += doubleCount
        }
        writeFactor(job, index)
    }
}

@inline(__always)
private func writeFactor(_ job: PanelJob, _ index: Int) {
    let (panel, lane) = job.features.featureCount.quotientAndRemainder(dividingBy: doubleCount)
    let out = job.panels + panel &* job.rowCount &* doubleCount + index &* doubleCount
    if lane == 0 { store(Doubles(), at: out) }
    out[lane] = job.factors[index]
}

private func packSparse(_ job: PanelJob, _ starts: UnsafePointer<Int>) {
    let featureCount = job.features.featureCount
    let panelSize = job.rowCount &* doubleCount
    for index in 0..<job.rowCount {
        let row = SparseRow(job.features, starts, index)
        let factor = job.factors[index]
        let out = job.panels + index &* doubleCount
        var k = 0
        while k < featureCount {
            store(
                -doubles(at: job.offsets + k) * doubles(at: job.scales + k) * Doubles(repeating: factor),
                at: out + k / doubleCount &* panelSize)
            k += doubleCount
        }
        for number in 0..<row.count {
            let column = row.column(number)
            let (panel, lane) = column.quotientAndRemainder(dividingBy: doubleCount)
            out[panel &* panelSize &+ lane] =
                (Double(row.values[number]) - job.offsets[column]) * job.scales[column] * factor
        }
        writeFactor(job, index)
    }
}

/// Adds, for each of some columns, its products with the columns up to it and to the end of its panel, summed over the
/// rows in their order.
func addProducts(
    _ panels: UnsafePointer<Double>, _ rowCount: Int, _ columns: Range<Int>, _ sums: UnsafeMutablePointer<Double>,
    _ stride: Int
) {
    let panelSize = rowCount &* doubleCount
    @inline(__always)
    func numbers(_ column: Int) -> UnsafePointer<Double> {
        panels + column / doubleCount &* panelSize + column % doubleCount
    }
    var column = columns.lowerBound
    while column + 6 <= columns.upperBound {
        let a0 = numbers(column), a1 = numbers(column + 1), a2 = numbers(column + 2)
        let a3 = numbers(column + 3), a4 = numbers(column + 4), a5 = numbers(column + 5)
        for panel in 0...(column + 5) / doubleCount {
            let right = panels + panel &* panelSize
            let out = sums + column &* stride + panel &* doubleCount
            var s0 = doubles(at: out), s1 = doubles(at: out + stride), s2 = doubles(at: out + 2 &* stride)
            var s3 = doubles(at: out + 3 &* stride), s4 = doubles(at: out + 4 &* stride)
            var s5 = doubles(at: out + 5 &* stride)
            var k = 0
            while k < panelSize {
                let b = doubles(at: right + k)
                s0 = fused(Doubles(repeating: a0[k]), b, plus: s0)
                s1 = fused(Doubles(repeating: a1[k]), b, plus: s1)
                s2 = fused(Doubles(repeating: a2[k]), b, plus: s2)
                s3 = fused(Doubles(repeating: a3[k]), b, plus: s3)
                s4 = fused(Doubles(repeating: a4[k]), b, plus: s4)
                s5 = fused(Doubles(repeating: a5[k]), b, plus: s5)
                k += doubleCount
            }
            store(s0, at: out)
            store(s1, at: out + stride)
            store(s2, at: out + 2 &* stride)
            store(s3, at: out + 3 &* stride)
            store(s4, at: out + 4 &* stride)
            store(s5, at: out + 5 &* stride)
        }
        column += 6
    }
    while column < columns.upperBound {
        let a = numbers(column)
        for panel in 0...column / doubleCount {
            let right = panels + panel &* panelSize
            let out = sums + column &* stride + panel &* doubleCount
            var s = doubles(at: out)
            var k = 0
            while k < panelSize {
                s = fused(Doubles(repeating: a[k]), doubles(at: right + k), plus: s)
                k += doubleCount
            }
            store(s, at: out)
        }
        column += 1
    }
}
