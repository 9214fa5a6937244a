import Kernels

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
        let kept = 1 / (1 - probability)
        let threshold = UInt32(Double(probability) * 0x1p32)
        let placeCount = factors.shape.firstSize
        let keys = rowKeys.flatMap { $0.count == placeCount ? $0 : nil }
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 32) { words in
            let start = words.baseAddress!
            // The first numbers of a step's row are keys, in eight blocks for each of its dropouts.
            kernels.philox(RandomStream(seed: seed, purpose: .dropout), UInt64(step), 8 &* ordinal, start)
            let stream = RandomStream(seed: UInt64(words[0]) << 32 | UInt64(words[1]), purpose: .dropout)
            forEachRun(of: factors) { place, first, numbers, count in
                for k in stride(from: 0, to: count, by: 32) {
                    kernels.philox(stream, keys?[place] ?? UInt64(place), UInt32((first + k) / 4), start)
                    for lane in 0..<min(32, count - k) { numbers[k + lane] = words[lane] < threshold ? 0 : kept }
                }
            }
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
