extension TapeState {
    /// (a − μ) / √(σ² + ε) by rows; keeps 1 / √(σ² + ε) of each.
    mutating func normalize(_ a: Numbers, _ result: Numbers, _ epsilon: Float, savingIn index: Int) {
        let count = a.shape.inner
        let scales = floats(a.shape.rowCount)
        nodes[index].saved = scales
        for index in 0..<a.shape.rowCount {
            let (from, to) = (a.row(index), result.row(index))
            var partial = Lanes()
            forEachVector(of: count) { k, keep in partial += keep(lanes(at: from + k)) }
            let mean = Lanes(repeating: total(of: partial) / Float(count))
            var squares = Lanes()
            forEachVector(of: count) { k, keep in
                let difference = keep(lanes(at: from + k) - mean)
                squares += difference * difference
                store(difference, at: to + k)
            }
            scales[index] = 1 / (total(of: squares) / Float(count) + epsilon).squareRoot()
            let scale = Lanes(repeating: scales[index])
            forEachVector(of: count) { k, keep in store(keep(lanes(at: to + k) * scale), at: to + k) }
        }
    }

    /// With x̂ the result, ∂ℓ/∂aᵢ = (gᵢ − mean(g) − x̂ᵢ mean(g x̂)) / √(σ² + ε).
    func propagateNormalization(_ node: Node, _ g: Numbers, to target: Numbers) {
        let count = node.shape.inner
        for index in 0..<node.shape.rowCount {
            let (value, g, sums) = (node.numbers.row(index), g.row(index), target.row(index))
            var (totals, products) = (Lanes(), Lanes())
            forEachVector(of: count) { k, keep in
                totals += keep(lanes(at: g + k))
                products += keep(lanes(at: g + k) * lanes(at: value + k))
            }
            let mean = Lanes(repeating: total(of: totals) / Float(count))
            let slope = Lanes(repeating: total(of: products) / Float(count))
            let scale = Lanes(repeating: node.saved![index])
            forEachVector(of: count) { k, keep in
                let term = (lanes(at: g + k) - mean - lanes(at: value + k) * slope) * scale
                store(lanes(at: sums + k) + keep(term), at: sums + k)
            }
        }
    }
}
