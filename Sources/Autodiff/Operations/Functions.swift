import Kernels

extension TapeState {
    /// result = f(a), number by number.
    mutating func apply(_ operation: Operation, _ a: Numbers, _ result: Numbers, savingIn index: Int) {
        switch operation {
        case .negative: map(a, result) { -$0 }
        case .sqrt: map(a, result) { $0.squareRoot() }
        case .abs: map(a, result) { absolute($0) }
        case .relu: map(a, result) { $0.replacing(with: Lanes(), where: $0 .< Lanes()) }
        case .exp: apply(kernels.exponentials, a, result)
        case .log: apply(kernels.logarithms, a, result)
        case .tanh: apply(kernels.tangents, a, result)
        case .sigmoid: apply(kernels.sigmoids, a, result)
        case .gelu:
            // The tangents are kept: the gradient needs them again.
            let tangents = Numbers(base: floats(result.span), shape: result.shape, stride: result.stride)
            nodes[index].saved = tangents.base
            map(a, tangents) { geluArgument($0) }
            for row in 0..<a.shape.rowCount { kernels.tangents(tangents.row(row), a.shape.inner) }
            let one = Lanes(repeating: 1)
            combine(a, tangents, into: result) { a, t in 0.5 * a * (one + t) }
        case .pow(let exponent):
            power(a, exponent, result)
            guard nodes[index].requiresGradient else { return }
            let derivative = Numbers(base: floats(result.span), shape: result.shape, stride: result.stride)
            nodes[index].saved = derivative.base
            guard exponent != 0 else { return derivative.clear() }
            power(a, exponent - 1, derivative)
            map(derivative, derivative) { exponent * $0 }
        default: preconditionFailure("\(operation.name) is no function of a number")
        }
    }

    private func apply(
        _ function: (UnsafeMutablePointer<Float>, Int) -> Void, _ a: Numbers, _ result: Numbers
    ) {
        for row in 0..<a.shape.rowCount {
            result.row(row).update(from: a.row(row), count: a.shape.paddedColumns)
            function(result.row(row), a.shape.paddedColumns)
        }
        result.clearPadding()
    }

    /// result = aᵖ.
    private func power(_ a: Numbers, _ exponent: Float, _ result: Numbers) {
        if exponent == exponent.rounded(), abs(exponent) <= Self.largestProduct {
            let one = Lanes(repeating: 1)
            let count = Int(abs(exponent))
            map(a, result) { exponent < 0 ? one / product($0, count) : product($0, count) }
        } else if exponent == 0.5 {
            map(a, result) { $0.squareRoot() }
        } else if exponent == -0.5 {
            let one = Lanes(repeating: 1)
            map(a, result) { one / $0.squareRoot() }
        } else {
            apply(kernels.logarithms, a, result)
            map(result, result) { exponent * $0 }
            apply(kernels.exponentials, result, result)
        }
    }

    private static var largestProduct: Float { 64 }

    /// Adds the gradient of a function of each number to that of its argument.
    mutating func propagateFunction(_ node: Node, _ g: Numbers) {
        let (a, result) = (input(node.inputs.first), node.numbers)
        let target = gradient(node.inputs.first)
        let one = Lanes(repeating: 1)
        switch node.operation {
        case .negative: accumulate(into: target, g, a, a) { g, _, _ in -g }
        case .exp: accumulate(into: target, g, result, result) { g, value, _ in g * value }
        case .log: accumulate(into: target, g, a, a) { g, a, _ in g / a }
        case .sqrt: accumulate(into: target, g, result, result) { g, value, _ in 0.5 * g / value }
        case .abs:
            accumulate(into: target, g, a, a) { g, a, _ in
                Lanes().replacing(with: g, where: a .> Lanes()).replacing(with: -g, where: a .< Lanes())
            }
        case .relu:
            accumulate(into: target, g, a, a) { g, a, _ in Lanes().replacing(with: g, where: a .> Lanes()) }
        case .tanh: accumulate(into: target, g, result, result) { g, value, _ in g * (one - value * value) }
        case .sigmoid: accumulate(into: target, g, result, result) { g, value, _ in g * (value * (one - value)) }
        case .gelu:
            let tangents = Numbers(base: node.saved!, shape: node.shape, stride: node.stride)
            accumulate(into: target, g, a, tangents) { g, a, t in
                let slope = geluScale * (one + 3 * geluCubic * a * a)
                return g * (0.5 * (one + t) + 0.5 * a * (one - t * t) * slope)
            }
        case .pow:
            let derivative = Numbers(base: node.saved!, shape: node.shape, stride: node.stride)
            accumulate(into: target, g, derivative, derivative) { g, derivative, _ in g * derivative }
        default: preconditionFailure("\(node.operation.name) is no function of a number")
        }
    }
}

/// √(2/π).
private var geluScale: Float { 0.797_884_56 }
private var geluCubic: Float { 0.044715 }

@inline(__always)
private func geluArgument(_ a: Lanes) -> Lanes { geluScale * (a + geluCubic * a * a * a) }

@inline(__always)
private func absolute(_ a: Lanes) -> Lanes { a.replacing(with: -a, where: a .< Lanes()) }

/// The product of so many factors, by squaring.
@inline(__always)
private func product(_ factor: Lanes, _ count: Int) -> Lanes {
    var (result, square, count) = (Lanes(repeating: 1), factor, count)
    while count > 0 {
        if count & 1 == 1 { result *= square }
        square *= square
        count >>= 1
    }
    return result
}

/// result = f(a); both may be the same.
@inline(__always)
private func map(_ a: Numbers, _ result: Numbers, _ function: (Lanes) -> Lanes) {
    for index in 0..<a.shape.rowCount {
        let (from, to) = (a.row(index), result.row(index))
        forEachVector(of: a.shape.inner) { k, keep in store(keep(function(lanes(at: from + k))), at: to + k) }
    }
}
