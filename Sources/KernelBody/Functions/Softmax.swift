import KernelTable

/// Softmax by rows, with the row's maximum subtracted, so that no exponential overflows; the cross-entropy is
/// ln Σ e^(z − max) + max − z(label). Each row is read once from memory and stays in the nearest cache.
func softmax(_ job: SoftmaxJob) {
    let classCount = job.classCount
    let lastTail = classCount % laneCount
    let tail = TailMask(keeping: lastTail == 0 ? laneCount : lastTail)
    let lastVector = (classCount - 1) / laneCount * laneCount
    for row in 0..<job.rowCount {
        let logits = job.logits + row &* job.stride
        let label = job.labels.map { Int($0[row]) }
        let labelLogit = label.map { logits[$0] } ?? 0

        var maxima = Lanes(repeating: -.infinity)
        var k = 0
        while k < lastVector {
            maxima = larger(maxima, lanes(at: logits + k))
            k += laneCount
        }
        // Beyond the last class the first logit stands in.
        let last = tail(lanes(at: logits + k), otherwise: Lanes(repeating: logits[0]))
        let maximum = largest(larger(maxima, last))

        let shift = Lanes(repeating: maximum)
        var totals = Lanes()
        k = 0
        while k < lastVector {
            let e = exponential(lanes(at: logits + k) - shift)
            totals += e
            store(e, at: logits + k)
            k += laneCount
        }
        let e = tail(exponential(last - shift))
        store(e, at: logits + k)
        let total = sum(totals + e)

        let scale = Lanes(repeating: 1 / total)
        k = 0
        while k < classCount {
            store(lanes(at: logits + k) * scale, at: logits + k)
            k += laneCount
        }
        if let label {
            job.losses?[row] = logarithm(Lanes(repeating: total))[0] + (maximum - labelLogit)
            if job.result == .gradient { logits[label] -= 1 }
        }
    }
}

@inline(__always)
private func larger(_ a: Lanes, _ b: Lanes) -> Lanes { a.replacing(with: b, where: b .> a) }

@inline(__always)
private func largest(_ value: Lanes) -> Float {
    let eight = value.lowHalf.replacing(with: value.highHalf, where: value.highHalf .> value.lowHalf)
    let four = eight.lowHalf.replacing(with: eight.highHalf, where: eight.highHalf .> eight.lowHalf)
    let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .> four.lowHalf)
    return two.y > two.x ? two.y : two.x
}
