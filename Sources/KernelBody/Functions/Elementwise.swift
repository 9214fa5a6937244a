/// eˣ of each number, in place.
func exponentials(_ values: UnsafeMutablePointer<Float>, _ count: Int) { apply(values, count, exponential) }

/// ln x of each number, in place.
func logarithms(_ values: UnsafeMutablePointer<Float>, _ count: Int) { apply(values, count, logarithm) }

/// 1 / (1 + e⁻ˣ) of each number, in place.
func sigmoids(_ values: UnsafeMutablePointer<Float>, _ count: Int) { apply(values, count, logisticSigmoid) }

/// tanh x of each number, in place.
func tangents(_ values: UnsafeMutablePointer<Float>, _ count: Int) { apply(values, count, hyperbolicTangent) }

@inline(__always)
private func apply(_ values: UnsafeMutablePointer<Float>, _ count: Int, _ function: (Lanes) -> Lanes) {
    var k = 0
    while k + laneCount <= count {
        store(function(lanes(at: values + k)), at: values + k)
        k += laneCount
    }
    while k < count {
        values[k] = function(Lanes(repeating: values[k]))[0]
        k += 1
    }
}
