/// Adds `addend` to `sum`, number by number: one node of the reducer's tree.
func add(_ sum: UnsafeMutablePointer<Float>, _ addend: UnsafePointer<Float>, _ count: Int) {
    var k = 0
    while k < count {
        store(lanes(at: sum + k) + lanes(at: addend + k), at: sum + k)
        k += laneCount
    }
}

/// One step of stochastic gradient descent: the sum is averaged over the rows, once, and scaled.
func descend(
    _ parameters: UnsafeMutablePointer<Float>, _ gradientSum: UnsafePointer<Float>, _ count: Int,
    _ learningRate: Float, _ rowCount: Float
) {
    let rows = Lanes(repeating: rowCount)
    let rate = Lanes(repeating: -learningRate)
    var k = 0
    while k < count {
        let average = lanes(at: gradientSum + k) / rows
        store(fused(average, rate, plus: lanes(at: parameters + k)), at: parameters + k)
        k += laneCount
    }
}
