/// The penalty l1 · ‖weights‖₁ in a search that stays where no weight changes its sign (Andrew and Gao: Scalable Training of
/// L1-Regularized Log-Linear Models, 2007: OWL-QN).
struct Orthant {
    /// The penalty.
    let l1: Double
    /// Which numbers it holds for.
    let penalized: [Range<Int>]

    /// l1 · ‖weights‖₁.
    func penalty(of point: [Double]) -> Double {
        var sum = 0.0
        for range in penalized {
            for index in range { sum += abs(point[index]) }
        }
        return l1 * sum
    }

    /// The steepest of the gradients of an objective with the penalty (equation 4 there).
    func pseudoGradient(_ gradient: [Double], at point: [Double]) -> [Double] {
        var result = gradient
        for range in penalized {
            for index in range {
                if point[index] != 0 {
                    result[index] += point[index] > 0 ? l1 : -l1
                } else if gradient[index] > l1 {
                    result[index] -= l1
                } else if gradient[index] < -l1 {
                    result[index] += l1
                } else {
                    result[index] = 0
                }
            }
        }
        return result
    }

    /// A direction without the numbers that would go up where the pseudo-gradient says down, or down where it says up.
    func aligned(_ direction: [Double], with pseudoGradient: [Double]) -> [Double] {
        zip(direction, pseudoGradient).map { $0 * $1 < 0 ? $0 : 0 }
    }

    /// The point with those weights at zero whose sign is not the one that they had, or, from zero, are going to have.
    func projected(_ next: [Double], from point: [Double], _ pseudoGradient: [Double]) -> [Double] {
        var next = next
        for range in penalized {
            for index in range {
                let sign = point[index] != 0 ? point[index] : -pseudoGradient[index]
                if next[index] * sign <= 0 { next[index] = 0 }
            }
        }
        return next
    }

    private static let decrease = 1e-4
    private static let mostTrials = 40

    /// The first point along a direction, halved again and again, that is better enough; nil where there is none.
    func search(
        from point: [Double], _ before: ObjectiveValue, along direction: [Double], _ pseudoGradient: [Double],
        first length: Double, evaluate: ([Double]) -> ObjectiveValue
    ) -> LineSearch.Found? {
        let total = before.total + penalty(of: point)
        var length = length
        for _ in 0..<Self.mostTrials {
            let next = projected(sum(point, length, direction), from: point, pseudoGradient)
            let value = evaluate(next)
            let slope = dot(pseudoGradient, sum(next, -1, point))
            if value.isFinite, value.total + penalty(of: next) <= total + Self.decrease * slope, slope < 0 {
                return LineSearch.Found(point: next, value: value)
            }
            length /= 2
        }
        return nil
    }
}
