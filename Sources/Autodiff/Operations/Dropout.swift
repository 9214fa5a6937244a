import Kernels
import Models

extension TapeState {
    /// Multiplies by 0 or by 1 / (1 − p); keeps the factors.
    mutating func drop(
        _ a: Numbers, _ result: Numbers, _ probability: Float, _ ordinal: UInt32, savingIn index: Int
    ) {
        let factors = Numbers(base: floats(result.span), shape: result.shape, stride: result.stride)
        nodes[index].saved = factors.base
        fill(factors, probability, ordinal)
        combine(a, factors, into: result) { $0 * $1 }
    }

    func propagateDropout(_ node: Node, _ g: Numbers, to target: Numbers) {
        let factors = Numbers(base: node.saved!, shape: node.shape, stride: node.stride)
        accumulate(into: target, g, factors, factors) { g, factor, _ in g * factor }
    }

    private func fill(_ factors: Numbers, _ probability: Float, _ ordinal: UInt32) {
        guard case .training(let seed, let step) = pass else { preconditionFailure("dropout in an evaluation") }
        let drawn = Dropout.Factors(
            Dropout(probability: probability, seed: seed), step: step, layer: ordinal, kernels: kernels)
        let placeCount = factors.shape.firstSize
        let keys = rowKeys.flatMap { $0.count == placeCount ? $0 : nil }
        forEachRun(of: factors) { place, first, numbers, count in
            drawn.write(ofRow: keys?[place] ?? UInt64(place), from: first, count: count, to: numbers)
        }
        factors.clearPadding()
    }
}

/// Calls a function for each run of numbers at the same place of the first axis: with the place, where the run starts among
/// the numbers of the place, a multiple of 16, and the run itself.
private func forEachRun(
    of numbers: Numbers, _ body: (_ place: Int, _ first: Int, UnsafeMutablePointer<Float>, _ count: Int) -> Void
) {
    let shape = numbers.shape
    if shape.rank == 1 {
        for place in 0..<shape.inner { body(place, 0, numbers.base + place, 1) }
        return
    }
    let rowsOfPlace = shape.rank == 3 ? shape.middle : 1
    for row in 0..<shape.rowCount {
        let (place, rest) = row.quotientAndRemainder(dividingBy: rowsOfPlace)
        body(place, rest * shape.paddedColumns, numbers.row(row), shape.inner)
    }
}
