import Kernels

extension TapeState {
    func softmax(_ a: Numbers, _ result: Numbers) {
        result.copy(a)
        guard a.shape.inner > 0 else { return }
        kernels.softmax(
            SoftmaxJob(
                logits: result.base, stride: result.stride, rowCount: a.shape.rowCount, classCount: a.shape.inner,
                labels: nil, losses: nil, result: .probabilities))
        result.clearPadding()
    }

    /// ∂ℓ/∂zᵢ = pᵢ (gᵢ − Σⱼ gⱼ pⱼ).
    func propagateSoftmax(_ p: Numbers, _ g: Numbers, to target: Numbers) {
        for index in 0..<p.shape.rowCount {
            let (p, g, sums) = (p.row(index), g.row(index), target.row(index))
            var products = Lanes()
            forEachVector(of: target.shape.inner) { k, keep in products += keep(lanes(at: g + k) * lanes(at: p + k)) }
            let mean = Lanes(repeating: total(of: products))
            forEachVector(of: target.shape.inner) { k, keep in
                store(lanes(at: sums + k) + keep(lanes(at: p + k) * (lanes(at: g + k) - mean)), at: sums + k)
            }
        }
    }

    /// zᵢ − max − ln Σⱼ e^(zⱼ − max); keeps the probabilities.
    mutating func logSoftmax(_ a: Numbers, _ result: Numbers, savingIn index: Int) {
        let p = Numbers(base: floats(result.span), shape: result.shape, stride: result.stride)
        nodes[index].saved = p.base
        let count = a.shape.inner
        for index in 0..<a.shape.rowCount {
            let (z, p, row) = (a.row(index), p.row(index), result.row(index))
            var maximum = -Float.infinity
            for k in 0..<count where z[k] > maximum { maximum = z[k] }
            let shift = Lanes(repeating: maximum)
            forEachVector(of: count) { k, keep in
                let shifted = keep(lanes(at: z + k) - shift)
                store(shifted, at: row + k)
                store(shifted, at: p + k)
            }
            kernels.exponentials(p, count)
            var totals = Lanes()
            forEachVector(of: count) { k, keep in totals += keep(lanes(at: p + k)) }
            let sum = total(of: totals)
            var logarithm = sum
            withUnsafeMutablePointer(to: &logarithm) { kernels.logarithms($0, 1) }
            let difference = Lanes(repeating: logarithm)
            let scale = Lanes(repeating: 1 / sum)
            forEachVector(of: count) { k, keep in
                store(keep(lanes(at: row + k) - difference), at: row + k)
                store(keep(lanes(at: p + k) * scale), at: p + k)
            }
        }
    }

    /// ∂ℓ/∂zᵢ = gᵢ − pᵢ Σⱼ gⱼ.
    func propagateLogSoftmax(_ node: Node, _ g: Numbers, to target: Numbers) {
        let p = Numbers(base: node.saved!, shape: node.shape, stride: node.stride)
        for index in 0..<node.shape.rowCount {
            let (p, g, sums) = (p.row(index), g.row(index), target.row(index))
            var totals = Lanes()
            forEachVector(of: target.shape.inner) { k, keep in totals += keep(lanes(at: g + k)) }
            let sum = Lanes(repeating: total(of: totals))
            forEachVector(of: target.shape.inner) { k, keep in
                store(lanes(at: sums + k) + keep(lanes(at: g + k) - lanes(at: p + k) * sum), at: sums + k)
            }
        }
    }
}
