import KernelTable

/// Adds Σ c x over consecutive dense rows, in their order, to each output's sums, and Σ c to its bias's.
func addRows(_ features: FeatureRows, _ rowCount: Int, _ coefficients: UnsafePointer<Double>, _ sums: LinearSums) {
    switch features.storage {
    case .float32: addRows(features, Float32Vector.self, rowCount, coefficients, sums)
    case .bfloat16: addRows(features, BFloat16Vector.self, rowCount, coefficients, sums)
    }
    for row in 0..<rowCount {
        for output in 0..<sums.outputCount {
            sums.biases[output] += coefficients[row &* sums.outputCount &+ output]
        }
    }
}

@inline(__always)
private func addRows<Vector: DoubleVector>(
    _ features: FeatureRows, _: Vector.Type, _ rowCount: Int, _ coefficients: UnsafePointer<Double>,
    _ sums: LinearSums
) {
    let work = RowSumWork<Vector>(
        features: features, rowCount: rowCount, coefficients: coefficients, sums: sums)
    let whole = features.featureCount / doubleCount * doubleCount
    var output = 0
    while output + 3 <= sums.outputCount {
        var k = 0
        while k + 2 * doubleCount <= whole {
            work.addSixteen(at: k, output)
            k += 2 * doubleCount
        }
        for next in output..<output + 3 { work.addRest(from: k, whole, next) }
        output += 3
    }
    while output < sums.outputCount {
        var k = 0
        while k + 4 * doubleCount <= whole {
            work.addThirtyTwo(at: k, output)
            k += 4 * doubleCount
        }
        work.addRest(from: k, whole, output)
        output += 1
    }
}

private struct RowSumWork<Vector: DoubleVector> {
    let features: FeatureRows
    let rowCount: Int
    let coefficients: UnsafePointer<Double>
    let sums: LinearSums

    @inline(__always)
    private func row(_ index: Int) -> Vector { Vector(features.base + index &* features.rowBytes) }

    /// Sixteen columns of three outputs.
    @inline(__always)
    func addSixteen(at k: Int, _ output: Int) {
        let out0 = sums.weights + output &* sums.stride + k
        let out1 = out0 + sums.stride, out2 = out0 + 2 &* sums.stride
        var a0 = doubles(at: out0), a1 = doubles(at: out1), a2 = doubles(at: out2)
        var b0 = doubles(at: out0 + 8), b1 = doubles(at: out1 + 8), b2 = doubles(at: out2 + 8)
        var c = coefficients + output
        for index in 0..<rowCount {
            let x = row(index).doubles(at: k), y = row(index).doubles(at: k + 8)
            let c0 = Doubles(repeating: c[0]), c1 = Doubles(repeating: c[1]), c2 = Doubles(repeating: c[2])
            a0 = fused(x, c0, plus: a0)
            b0 = fused(y, c0, plus: b0)
            a1 = fused(x, c1, plus: a1)
            b1 = fused(y, c1, plus: b1)
            a2 = fused(x, c2, plus: a2)
            b2 = fused(y, c2, plus: b2)
            c += sums.outputCount
        }
        store(a0, at: out0)
        store(a1, at: out1)
        store(a2, at: out2)
        store(b0, at: out0 + 8)
        store(b1, at: out1 + 8)
        store(b2, at: out2 + 8)
    }

    /// Thirty-two columns of one output.
    @inline(__always)
    func addThirtyTwo(at k: Int, _ output: Int) {
        let out = sums.weights + output &* sums.stride + k
        var a = doubles(at: out), b = doubles(at: out + 8), c = doubles(at: out + 16), d = doubles(at: out + 24)
        for index in 0..<rowCount {
            let row = row(index)
            let factor = Doubles(repeating: coefficients[index &* sums.outputCount &+ output])
            a = fused(row.doubles(at: k), factor, plus: a)
            b = fused(row.doubles(at: k + 8), factor, plus: b)
            c = fused(row.doubles(at: k + 16), factor, plus: c)
            d = fused(row.doubles(at: k + 24), factor, plus: d)
        }
        store(a, at: out)
        store(b, at: out + 8)
        store(c, at: out + 16)
        store(d, at: out + 24)
    }

    /// The columns that are left.
    @inline(__always)
    func addRest(from start: Int, _ whole: Int, _ output: Int) {
        let out = sums.weights + output &* sums.stride
        var k = start
        while k < features.featureCount {
            var sum = doubles(at: out + k)
            let count = features.featureCount - k
            for index in 0..<rowCount {
                let x = k < whole ? row(index).doubles(at: k) : tail(row(index), at: k, count: count)
                sum = fused(
                    x, Doubles(repeating: coefficients[index &* sums.outputCount &+ output]), plus: sum)
            }
            store(sum, at: out + k)
            k += doubleCount
        }
    }
}
