import KernelTable

/// z = W x + b of consecutive rows; each sum is in eight lanes.
func scores(
    _ features: FeatureRows, _ rowCount: Int, _ model: LinearWeights, _ scores: UnsafeMutablePointer<Double>
) {
    if let starts = features.starts { return sparseScores(features, starts, rowCount, model, scores) }
    switch features.storage {
    case .float32: denseScores(features, Float32Vector.self, rowCount, model, scores)
    case .bfloat16: denseScores(features, BFloat16Vector.self, rowCount, model, scores)
    }
}

@inline(__always)
private func denseScores<Vector: DoubleVector>(
    _ features: FeatureRows, _: Vector.Type, _ rowCount: Int, _ model: LinearWeights,
    _ scores: UnsafeMutablePointer<Double>
) {
    let outputCount = model.outputCount
    let rowBytes = features.rowBytes
    var row = 0
    if outputCount == 1 {
        while row + 4 <= rowCount {
            let base = features.base + row &* rowBytes
            fourRows(
                Vector(base), Vector(base + rowBytes), Vector(base + 2 &* rowBytes), Vector(base + 3 &* rowBytes),
                features.featureCount, model.weights, model.biases[0], scores + row)
            row += 4
        }
    } else {
        while row + 2 <= rowCount {
            let base = features.base + row &* rowBytes
            let first = Vector(base), second = Vector(base + rowBytes)
            let out = scores + row &* outputCount
            var output = 0
            while output + 3 <= outputCount {
                twoRows(first, second, features.featureCount, model, output, out)
                output += 3
            }
            while output < outputCount {
                out[output] = score(first, features.featureCount, model, output)
                out[outputCount + output] = score(second, features.featureCount, model, output)
                output += 1
            }
            row += 2
        }
    }
    while row < rowCount {
        let vector = Vector(features.base + row &* rowBytes)
        for output in 0..<outputCount {
            scores[row &* outputCount &+ output] = score(vector, features.featureCount, model, output)
        }
        row += 1
    }
}

@inline(__always)
private func score<Vector: DoubleVector>(
    _ row: Vector, _ featureCount: Int, _ model: LinearWeights, _ output: Int
) -> Double {
    let weights = model.weights + output &* model.stride
    var s = Doubles()
    var k = 0
    while k + doubleCount <= featureCount {
        s = fused(row.doubles(at: k), doubles(at: weights + k), plus: s)
        k += doubleCount
    }
    if k < featureCount { s = fused(tail(row, at: k, count: featureCount - k), doubles(at: weights + k), plus: s) }
    return sum(s) + model.biases[output]
}

/// One output of four rows, so that a weight is loaded once for all of them.
@inline(__always)
private func fourRows<Vector: DoubleVector>(
    _ x0: Vector, _ x1: Vector, _ x2: Vector, _ x3: Vector, _ featureCount: Int, _ weights: UnsafePointer<Double>,
    _ bias: Double, _ out: UnsafeMutablePointer<Double>
) {
    var s0 = Doubles(), s1 = Doubles(), s2 = Doubles(), s3 = Doubles()
    var k = 0
    while k + doubleCount <= featureCount {
        let w = doubles(at: weights + k)
        s0 = fused(x0.doubles(at: k), w, plus: s0)
        s1 = fused(x1.doubles(at: k), w, plus: s1)
        s2 = fused(x2.doubles(at: k), w, plus: s2)
        s3 = fused(x3.doubles(at: k), w, plus: s3)
        k += doubleCount
    }
    if k < featureCount {
        let w = doubles(at: weights + k)
        let count = featureCount - k
        s0 = fused(tail(x0, at: k, count: count), w, plus: s0)
        s1 = fused(tail(x1, at: k, count: count), w, plus: s1)
        s2 = fused(tail(x2, at: k, count: count), w, plus: s2)
        s3 = fused(tail(x3, at: k, count: count), w, plus: s3)
    }
    out[0] = sum(s0) + bias
    out[1] = sum(s1) + bias
    out[2] = sum(s2) + bias
    out[3] = sum(s3) + bias
}

/// Three outputs of two rows: six sums in flight.
@inline(__always)
private func twoRows<Vector: DoubleVector>(
    _ x: Vector, _ y: Vector, _ featureCount: Int, _ model: LinearWeights, _ output: Int,
    _ out: UnsafeMutablePointer<Double>
) {
    let w0 = model.weights + output &* model.stride
    let w1 = w0 + model.stride, w2 = w0 + 2 &* model.stride
    var x0 = Doubles(), x1 = Doubles(), x2 = Doubles()
    var y0 = Doubles(), y1 = Doubles(), y2 = Doubles()
    @inline(__always)
    func add(_ a: Doubles, _ b: Doubles, _ k: Int) {
        var w = doubles(at: w0 + k)
        x0 = fused(a, w, plus: x0)
        y0 = fused(b, w, plus: y0)
        w = doubles(at: w1 + k)
        x1 = fused(a, w, plus: x1)
        y1 = fused(b, w, plus: y1)
        w = doubles(at: w2 + k)
        x2 = fused(a, w, plus: x2)
        y2 = fused(b, w, plus: y2)
    }
    var k = 0
    while k + doubleCount <= featureCount {
        add(x.doubles(at: k), y.doubles(at: k), k)
        k += doubleCount
    }
    if k < featureCount {
        add(tail(x, at: k, count: featureCount - k), tail(y, at: k, count: featureCount - k), k)
    }
    let biases = model.biases + output
    let first = out + output, second = out + model.outputCount + output
    first[0] = sum(x0) + biases[0]
    first[1] = sum(x1) + biases[1]
    first[2] = sum(x2) + biases[2]
    second[0] = sum(y0) + biases[0]
    second[1] = sum(y1) + biases[1]
    second[2] = sum(y2) + biases[2]
}

private func sparseScores(
    _ features: FeatureRows, _ starts: UnsafePointer<Int>, _ rowCount: Int, _ model: LinearWeights,
    _ scores: UnsafeMutablePointer<Double>
) {
    for index in 0..<rowCount {
        let row = SparseRow(features, starts, index)
        for output in 0..<model.outputCount {
            scores[index &* model.outputCount &+ output] =
                row.dot(model.weights + output &* model.stride) + model.biases[output]
        }
    }
}

extension SparseRow {
    /// w·x in double precision, in four sums that take turns.
    @inline(__always)
    fileprivate func dot(_ weights: UnsafePointer<Double>) -> Double {
        var s0 = 0.0, s1 = 0.0, s2 = 0.0, s3 = 0.0
        var k = 0
        while k + 4 <= count {
            s0.addProduct(Double(values[k]), weights[column(k)])
            s1.addProduct(Double(values[k + 1]), weights[column(k + 1)])
            s2.addProduct(Double(values[k + 2]), weights[column(k + 2)])
            s3.addProduct(Double(values[k + 3]), weights[column(k + 3)])
            k += 4
        }
        while k < count {
            s0.addProduct(Double(values[k]), weights[column(k)])
            k += 1
        }
        return (s0 + s1) + (s2 + s3)
    }
}
