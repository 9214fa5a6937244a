import CShims
import KernelTable

/// Rows are taken four at a time, so that a weight is loaded once for four rows and eight sums are in flight.
private let rowsAtOnce = 4

/// Gradient and loss of ½(w·x + b − y)² summed over the job's rows; each row is read from memory once.
func linearGradient(_ job: LinearGradientJob) {
    let featureCount = job.featureCount
    let wholeCount = featureCount / laneCount * laneCount
    let paddedCount = (featureCount + laneCount - 1) / laneCount * laneCount
    let bias = job.parameters[paddedCount]
    let gradient = job.gradient
    gradient.update(repeating: 0, count: paddedCount + 2 * laneCount)
    var biasGradient: Float = 0
    var loss: Float = 0

    var index = 0
    while index + rowsAtOnce <= job.rows.count {
        prefetch(job, index)
        prefetch(job, index + 1)
        prefetch(job, index + 2)
        prefetch(job, index + 3)
        let (x0, y0) = row(job, index)
        let (x1, y1) = row(job, index + 1)
        let (x2, y2) = row(job, index + 2)
        let (x3, y3) = row(job, index + 3)

        var s0 = Lanes(), s1 = Lanes(), s2 = Lanes(), s3 = Lanes()
        var k = 0
        while k < wholeCount {
            let w = lanes(at: job.parameters + k)
            s0 = fused(lanes(at: x0 + k), w, plus: s0)
            s1 = fused(lanes(at: x1 + k), w, plus: s1)
            s2 = fused(lanes(at: x2 + k), w, plus: s2)
            s3 = fused(lanes(at: x3 + k), w, plus: s3)
            k += laneCount
        }
        if k < featureCount {
            let mask = TailMask(keeping: featureCount - k)
            let w = lanes(at: job.parameters + k)
            s0 = fused(mask(lanes(at: x0 + k)), w, plus: s0)
            s1 = fused(mask(lanes(at: x1 + k)), w, plus: s1)
            s2 = fused(mask(lanes(at: x2 + k)), w, plus: s2)
            s3 = fused(mask(lanes(at: x3 + k)), w, plus: s3)
        }

        let r0 = sum(s0) + bias - y0
        let r1 = sum(s1) + bias - y1
        let r2 = sum(s2) + bias - y2
        let r3 = sum(s3) + bias - y3
        biasGradient += r0
        biasGradient += r1
        biasGradient += r2
        biasGradient += r3
        loss += 0.5 * r0 * r0
        loss += 0.5 * r1 * r1
        loss += 0.5 * r2 * r2
        loss += 0.5 * r3 * r3

        let e0 = Lanes(repeating: r0), e1 = Lanes(repeating: r1)
        let e2 = Lanes(repeating: r2), e3 = Lanes(repeating: r3)
        k = 0
        while k < wholeCount {
            var g = lanes(at: gradient + k)
            g = fused(lanes(at: x0 + k), e0, plus: g)
            g = fused(lanes(at: x1 + k), e1, plus: g)
            g = fused(lanes(at: x2 + k), e2, plus: g)
            g = fused(lanes(at: x3 + k), e3, plus: g)
            store(g, at: gradient + k)
            k += laneCount
        }
        if k < featureCount {
            let mask = TailMask(keeping: featureCount - k)
            var g = lanes(at: gradient + k)
            g = fused(mask(lanes(at: x0 + k)), e0, plus: g)
            g = fused(mask(lanes(at: x1 + k)), e1, plus: g)
            g = fused(mask(lanes(at: x2 + k)), e2, plus: g)
            g = fused(mask(lanes(at: x3 + k)), e3, plus: g)
            store(g, at: gradient + k)
        }
        index += rowsAtOnce
    }

    while index < job.rows.count {
        prefetch(job, index)
        let (x, y) = row(job, index)
        let residual = dot(x, job.parameters, featureCount) + bias - y
        biasGradient += residual
        loss += 0.5 * residual * residual
        addProduct(x, residual, to: gradient, featureCount)
        index += 1
    }
    gradient[paddedCount] = biasGradient
    gradient[paddedCount + laneCount] = loss
}

@inline(__always)
private func row(_ job: LinearGradientJob, _ index: Int) -> (x: UnsafePointer<Float>, y: Float) {
    let place = Int(job.rows.places[index])
    return (job.rows.features + place &* job.featureCount, job.rows.targets[place])
}

/// Asks for the row `prefetchDistance` after `index`, over the end of this shard into the next one.
@inline(__always)
private func prefetch(_ job: LinearGradientJob, _ index: Int) {
    guard job.prefetchDistance > 0 else { return }
    let ahead = index + job.prefetchDistance
    if ahead < job.rows.count {
        prefetchRow(job.rows, ahead, job.featureCount)
    } else if ahead - job.rows.count < job.upcoming.count {
        prefetchRow(job.upcoming, ahead - job.rows.count, job.featureCount)
    }
}

/// Past so many bytes of a row the hardware's own prefetcher has caught on.
private let prefetchedBytes = 4096
private let cacheLineBytes = 64

@inline(__always)
private func prefetchRow(_ rows: GatheredRows, _ index: Int, _ featureCount: Int) {
    let place = Int(rows.places[index])
    let row = UnsafeRawPointer(rows.features + place &* featureCount)
    let bytes = min(featureCount * MemoryLayout<Float>.stride, prefetchedBytes)
    var offset = 0
    while offset < bytes {
        lockstep_prefetch(row + offset)
        offset += cacheLineBytes
    }
    lockstep_prefetch(rows.targets + place)
}

@inline(__always)
func dot(_ x: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, _ count: Int) -> Float {
    var total = Lanes()
    var k = 0
    while k + laneCount <= count {
        total = fused(lanes(at: x + k), lanes(at: weights + k), plus: total)
        k += laneCount
    }
    if k < count {
        total = fused(TailMask(keeping: count - k)(lanes(at: x + k)), lanes(at: weights + k), plus: total)
    }
    return sum(total)
}

@inline(__always)
private func addProduct(
    _ x: UnsafePointer<Float>, _ factor: Float, to gradient: UnsafeMutablePointer<Float>, _ count: Int
) {
    let factor = Lanes(repeating: factor)
    var k = 0
    while k + laneCount <= count {
        store(fused(lanes(at: x + k), factor, plus: lanes(at: gradient + k)), at: gradient + k)
        k += laneCount
    }
    if k < count {
        let tail = TailMask(keeping: count - k)(lanes(at: x + k))
        store(fused(tail, factor, plus: lanes(at: gradient + k)), at: gradient + k)
    }
}

/// w·x + b for consecutive rows; `weights` are padded with zeros to a multiple of 16.
func linearPredictions(
    _ features: UnsafePointer<Float>, _ featureCount: Int, _ rowCount: Int,
    _ weights: UnsafePointer<Float>, _ bias: Float, _ predictions: UnsafeMutablePointer<Float>
) {
    for index in 0..<rowCount {
        predictions[index] = dot(features + index &* featureCount, weights, featureCount) + bias
    }
}
