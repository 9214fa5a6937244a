extension TapeState {
    /// Adds the gradient of a sum, difference, product, quotient or maximum to those of its operands.
    mutating func propagateArithmetic(_ node: Node, _ g: Numbers) {
        let (left, right) = (node.inputs.first, node.inputs.second)
        let (a, b) = (input(left), input(right))
        if requiresGradient(left) {
            let target = gradient(left)
            switch node.operation {
            case .multiply: accumulate(into: target, g, a, b) { g, _, b in g * b }
            case .divide: accumulate(into: target, g, a, b) { g, _, b in g / b }
            case .maximum: accumulate(into: target, g, a, b) { g, a, b in share(g, of: a, over: b) }
            default: accumulate(into: target, g, a, b) { g, _, _ in g }
            }
        }
        if requiresGradient(right) {
            let target = gradient(right)
            switch node.operation {
            case .subtract: accumulate(into: target, g, a, b) { g, _, _ in -g }
            case .multiply: accumulate(into: target, g, a, b) { g, a, _ in g * a }
            case .divide: accumulate(into: target, g, a, b) { g, a, b in -g * a / (b * b) }
            case .maximum: accumulate(into: target, g, a, b) { g, a, b in share(g, of: b, over: a) }
            default: accumulate(into: target, g, a, b) { g, _, _ in g }
            }
        }
    }
}

@inline(__always)
private func share(_ g: Lanes, of a: Lanes, over b: Lanes) -> Lanes {
    Lanes().replacing(with: g, where: a .> b).replacing(with: g * 0.5, where: a .== b)
}
