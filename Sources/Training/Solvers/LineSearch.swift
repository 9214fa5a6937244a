/// Finds a point along a direction that is better enough and less steep, by doubling and bisection: the weak conditions of
/// Wolfe (Lewis and Overton: Nonsmooth Optimization via Quasi-Newton Methods, 2013, algorithm 2.6).
struct LineSearch {
    private static let decrease = 1e-4
    private static let slopeShare = 0.9
    private static let mostTrials = 40
    /// By how much of itself an objective may grow without its rounding showing it.
    private static let rounding = 1e-14

    /// A point that was found.
    struct Found {
        let point: [Double]
        let value: ObjectiveValue
    }

    /// The point that is found first; nil where there is none.
    /// - Parameters:
    ///   - point: where to begin.
    ///   - before: the objective there.
    ///   - direction: a direction in which it falls.
    ///   - length: what is tried first.
    ///   - evaluate: the objective at a point.
    static func search(
        from point: [Double], _ before: ObjectiveValue, along direction: [Double], first length: Double,
        evaluate: ([Double]) -> ObjectiveValue
    ) -> Found? {
        let slope = dot(before.gradient, direction)
        guard slope < 0 else { return nil }
        let allowance = rounding * abs(before.total)
        var (low, high, length) = (0.0, Double.infinity, length)
        for _ in 0..<mostTrials {
            let next = sum(point, length, direction)
            let value = evaluate(next)
            if !value.isFinite || value.total > before.total + decrease * length * slope + allowance {
                high = length
            } else if dot(value.gradient, direction) < slopeShare * slope {
                low = length
            } else {
                return Found(point: next, value: value)
            }
            length = high.isFinite ? (low + high) / 2 : 2 * low
        }
        return nil
    }
}
