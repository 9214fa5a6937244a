import CShims
import KernelTable

/// Gradient and loss of a linear model with one output, summed over the job's rows; each row is read from memory once.
func linearGradient(_ job: LinearGradientJob) {
    switch job.rows.features.storage {
    case .float32: specialize(LinearGradientWork<Float32Vector>(job: job), for: job.loss)
    case .bfloat16: specialize(LinearGradientWork<BFloat16Vector>(job: job), for: job.loss)
    }
}

private struct LinearGradientWork<Vector: FeatureVector>: LossWork {
    let job: LinearGradientJob

    @inline(__always)
    func callAsFunction(_ loss: some RowLoss) { linearGradient(job, Vector.self, loss) }
}

/// Rows are taken four at a time, so that a weight is loaded once for four rows and eight sums are in flight.
private let rowsAtOnce = 4

@inline(__always)
private func linearGradient<Vector: FeatureVector>(
    _ job: LinearGradientJob, _: Vector.Type, _ loss: some RowLoss
) {
    let featureCount = job.rows.features.featureCount
    let wholeCount = featureCount / laneCount * laneCount
    let paddedCount = (featureCount + laneCount - 1) / laneCount * laneCount
    let bias = SIMD4(repeating: job.parameters[paddedCount])
    let gradient = job.gradient
    gradient.update(repeating: 0, count: paddedCount + 2 * laneCount)
    var biasGradient: Float = 0
    var lossSum: Float = 0

    var index = 0
    while index + rowsAtOnce <= job.rows.count {
        prefetch(job, index)
        prefetch(job, index + 1)
        prefetch(job, index + 2)
        prefetch(job, index + 3)
        let x0 = Vector(row(job, index)), x1 = Vector(row(job, index + 1))
        let x2 = Vector(row(job, index + 2)), x3 = Vector(row(job, index + 3))

        var s0 = Lanes(), s1 = Lanes(), s2 = Lanes(), s3 = Lanes()
        var k = 0
        while k < wholeCount {
            let w = lanes(at: job.parameters + k)
            s0 = fused(x0.lanes(at: k), w, plus: s0)
            s1 = fused(x1.lanes(at: k), w, plus: s1)
            s2 = fused(x2.lanes(at: k), w, plus: s2)
            s3 = fused(x3.lanes(at: k), w, plus: s3)
            k += laneCount
        }
        if k < featureCount {
            let mask = TailMask(keeping: featureCount - k)
            let w = lanes(at: job.parameters + k)
            s0 = fused(mask(x0.lanes(at: k)), w, plus: s0)
            s1 = fused(mask(x1.lanes(at: k)), w, plus: s1)
            s2 = fused(mask(x2.lanes(at: k)), w, plus: s2)
            s3 = fused(mask(x3.lanes(at: k)), w, plus: s3)
        }

        let targets = SIMD4(
            target(job, index), target(job, index + 1), target(job, index + 2), target(job, index + 3))
        var outputs = sums(s0, s1, s2, s3) + bias
        if let column = job.offsetColumn {
            outputs += SIMD4(x0.number(at: column), x1.number(at: column), x2.number(at: column), x3.number(at: column))
        }
        var (derivatives, losses) = loss(outputs, targets)
        if job.rows.weights != nil {
            let weights = SIMD4(
                weight(job.rows, index), weight(job.rows, index + 1), weight(job.rows, index + 2),
                weight(job.rows, index + 3))
            derivatives = weighted(derivatives, weights)
            losses = weighted(losses, weights)
        }
        for row in 0..<rowsAtOnce {
            biasGradient += derivatives[row]
            lossSum += losses[row]
        }

        let e0 = Lanes(repeating: derivatives[0]), e1 = Lanes(repeating: derivatives[1])
        let e2 = Lanes(repeating: derivatives[2]), e3 = Lanes(repeating: derivatives[3])
        k = 0
        while k < wholeCount {
            var g = lanes(at: gradient + k)
            g = fused(x0.lanes(at: k), e0, plus: g)
            g = fused(x1.lanes(at: k), e1, plus: g)
            g = fused(x2.lanes(at: k), e2, plus: g)
            g = fused(x3.lanes(at: k), e3, plus: g)
            store(g, at: gradient + k)
            k += laneCount
        }
        if k < featureCount {
            let mask = TailMask(keeping: featureCount - k)
            var g = lanes(at: gradient + k)
            g = fused(mask(x0.lanes(at: k)), e0, plus: g)
            g = fused(mask(x1.lanes(at: k)), e1, plus: g)
            g = fused(mask(x2.lanes(at: k)), e2, plus: g)
            g = fused(mask(x3.lanes(at: k)), e3, plus: g)
            store(g, at: gradient + k)
        }
        index += rowsAtOnce
    }

    while index < job.rows.count {
        prefetch(job, index)
        let x = Vector(row(job, index))
        var output = SIMD4(repeating: dot(x, job.parameters, featureCount)) + bias
        if let column = job.offsetColumn { output += SIMD4(repeating: x.number(at: column)) }
        var (derivative, rowLoss) = loss(output, SIMD4(repeating: target(job, index)))
        if job.rows.weights != nil {
            let weights = SIMD4(repeating: weight(job.rows, index))
            derivative = weighted(derivative, weights)
            rowLoss = weighted(rowLoss, weights)
        }
        biasGradient += derivative[0]
        lossSum += rowLoss[0]
        addProduct(x, derivative[0], to: gradient, featureCount)
        index += 1
    }
    if let column = job.offsetColumn { gradient[column] = 0 }
    gradient[paddedCount] = biasGradient
    gradient[paddedCount + laneCount] = lossSum
}

@inline(__always)
private func row(_ job: LinearGradientJob, _ index: Int) -> UnsafeRawPointer {
    job.rows.features.base + Int(truncatingIfNeeded: job.rows.places[index]) &* job.rows.features.rowBytes
}

@inline(__always)
private func target(_ job: LinearGradientJob, _ index: Int) -> Float {
    job.rows.targets[Int(truncatingIfNeeded: job.rows.places[index])]
}

/// Asks for the row `prefetchDistance` after `index`, over the end of this shard into the next one.
@inline(__always)
private func prefetch(_ job: LinearGradientJob, _ index: Int) {
    guard job.prefetchDistance > 0 else { return }
    let ahead = index + job.prefetchDistance
    if ahead < job.rows.count {
        prefetchRow(job.rows, ahead)
    } else if ahead - job.rows.count < job.upcoming.count {
        prefetchRow(job.upcoming, ahead - job.rows.count)
    }
}

@inline(__always)
func dot(_ x: some FeatureVector, _ weights: UnsafePointer<Float>, _ count: Int) -> Float {
    var total = Lanes()
    var k = 0
    while k + laneCount <= count {
        total = fused(x.lanes(at: k), lanes(at: weights + k), plus: total)
        k += laneCount
    }
    if k < count {
        total = fused(TailMask(keeping: count - k)(x.lanes(at: k)), lanes(at: weights + k), plus: total)
    }
    return sum(total)
}

@inline(__always)
private func addProduct(
    _ x: some FeatureVector, _ factor: Float, to gradient: UnsafeMutablePointer<Float>, _ count: Int
) {
    let factor = Lanes(repeating: factor)
    var k = 0
    while k + laneCount <= count {
        store(fused(x.lanes(at: k), factor, plus: lanes(at: gradient + k)), at: gradient + k)
        k += laneCount
    }
    if k < count {
        let tail = TailMask(keeping: count - k)(x.lanes(at: k))
        store(fused(tail, factor, plus: lanes(at: gradient + k)), at: gradient + k)
    }
}

/// w·x + b for consecutive rows; `weights` are padded with zeros to a multiple of 16.
func linearPredictions(
    _ features: FeatureRows, _ rowCount: Int, _ weights: UnsafePointer<Float>, _ bias: Float,
    _ predictions: UnsafeMutablePointer<Float>
) {
    if features.starts != nil { return predictSparse(features, rowCount, weights, bias, predictions) }
    switch features.storage {
    case .float32: predict(features, Float32Vector.self, rowCount, weights, bias, predictions)
    case .bfloat16: predict(features, BFloat16Vector.self, rowCount, weights, bias, predictions)
    }
}

@inline(__always)
private func predict<Vector: FeatureVector>(
    _ features: FeatureRows, _: Vector.Type, _ rowCount: Int, _ weights: UnsafePointer<Float>, _ bias: Float,
    _ predictions: UnsafeMutablePointer<Float>
) {
    for index in 0..<rowCount {
        let x = Vector(features.base + index &* features.rowBytes)
        predictions[index] = dot(x, weights, features.featureCount) + bias
    }
}
