import KernelTable

/// Applies an activation in place; `count` is a multiple of 16.
func activate(_ activation: Activation, _ values: UnsafeMutablePointer<Float>, _ count: Int) {
    switch activation {
    case .relu: map(values, count) { $0.replacing(with: Lanes(), where: $0 .< Lanes()) }
    case .tanh: map(values, count, hyperbolicTangent)
    case .sigmoid: map(values, count, logisticSigmoid)
    case .gelu: map(values, count) { $0 * normalProbability($0) }
    }
}

/// Turns the gradient by an activation's values into that by its sums, in place: multiplies it by the derivative, which
/// most activations have as a function of the value; of one that derives from sums, these are in the values' place. `count`
/// is a multiple of 16.
func activationGradient(
    _ activation: Activation, _ values: UnsafePointer<Float>, _ gradient: UnsafeMutablePointer<Float>, _ count: Int
) {
    let one = Lanes(repeating: 1)
    switch activation {
    case .relu: combine(values, gradient, count) { a, g in Lanes().replacing(with: g, where: a .> Lanes()) }
    case .tanh: combine(values, gradient, count) { a, g in g * fused(-a, a, plus: one) }
    case .sigmoid: combine(values, gradient, count) { a, g in g * (a * (one - a)) }
    case .gelu: combine(values, gradient, count) { z, g in g * fused(z, normalDensity(z), plus: normalProbability(z)) }
    }
}

@inline(__always)
private func combine(
    _ values: UnsafePointer<Float>, _ gradient: UnsafeMutablePointer<Float>, _ count: Int,
    _ function: (Lanes, Lanes) -> Lanes
) {
    var k = 0
    while k < count {
        store(function(lanes(at: values + k), lanes(at: gradient + k)), at: gradient + k)
        k += laneCount
    }
}

@inline(__always)
private func map(_ values: UnsafeMutablePointer<Float>, _ count: Int, _ function: (Lanes) -> Lanes) {
    var k = 0
    while k < count {
        store(function(lanes(at: values + k)), at: values + k)
        k += laneCount
    }
}
