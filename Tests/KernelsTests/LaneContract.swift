/// What DESIGN.md promises of every sum over features, one lane at a time: sixteen logical lanes, a fused multiply-add
/// in each, halves added until one lane is left, rows in order. Its bits are those of the kernels on any CPU.
enum LaneContract {
    static let laneCount = 16

    /// The next multiple of sixteen.
    static func padded(_ count: Int) -> Int { (count + laneCount - 1) / laneCount * laneCount }

    static func fused(_ a: Float, _ b: Float, plus c: Float) -> Float { c.addingProduct(a, b) }

    /// Lanes i and i + 8, then i and i + 4, i and i + 2, and the last two.
    static func horizontalSum(_ lanes: [Float]) -> Float {
        var lanes = lanes
        while lanes.count > 1 {
            let half = lanes.count / 2
            lanes = (0..<half).map { lanes[$0] + lanes[$0 + half] }
        }
        return lanes[0]
    }

    static func dot(_ x: [Float], _ weights: [Float]) -> Float {
        var lanes = [Float](repeating: 0, count: laneCount)
        for k in 0..<padded(x.count) {
            // Beyond the last feature a lane adds 0 · 0, which is no more than the sign of a zero.
            lanes[k % laneCount] = fused(
                k < x.count ? x[k] : 0, k < x.count ? weights[k] : 0, plus: lanes[k % laneCount])
        }
        return horizontalSum(lanes)
    }

    /// The gradient in the layout of the parameters, then sixteen numbers that begin with the loss.
    /// - Parameter loss: derivative and loss of an output and its target.
    static func gradient(
        _ rows: [(x: [Float], y: Float)], weights: [Float], bias: Float,
        loss: (Float, Float) -> (derivative: Float, loss: Float)
    ) -> [Float] {
        let padded = padded(weights.count)
        var gradient = [Float](repeating: 0, count: padded + 2 * laneCount)
        for (x, y) in rows {
            let row = loss(dot(x, weights) + bias, y)
            for k in x.indices { gradient[k] = fused(x[k], row.derivative, plus: gradient[k]) }
            gradient[padded] += row.derivative
            gradient[padded + laneCount] += row.loss
        }
        return gradient
    }
}
