import Glibc

/// Student's t distribution; in double precision.
public struct StudentTDistribution: Hashable, Sendable {
    /// The degrees of freedom ν, positive; infinity makes it the standard normal distribution.
    public let degreesOfFreedom: Double

    /// The distribution of so many degrees of freedom.
    public init(degreesOfFreedom: Double) {
        precondition(degreesOfFreedom > 0)
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// The standard normal distribution, the limit for many degrees of freedom.
    public static let normal = StudentTDistribution(degreesOfFreedom: .infinity)

    /// P(|T| ≥ |t|), exact in the tails: I_x(ν/2, ½) with x = ν / (ν + t²), or erfc(|t| / √2) for the normal distribution.
    ///
    /// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.1 and 26.5.27.
    public func twoSidedProbability(_ t: Double) -> Double {
        guard !t.isNaN else { return .nan }
        guard degreesOfFreedom.isFinite else { return erfc(abs(t) / 2.0.squareRoot()) }
        let square = t * t
        guard square.isFinite else { return 0 }
        let x = degreesOfFreedom / (degreesOfFreedom + square)
        return regularizedBeta(x, 1 - x, degreesOfFreedom / 2, 0.5)
    }

    /// The t for which P(|T| ≤ t) is `share`, by bisection.
    /// - Parameter share: above 0 and below 1; 0.95 asks for the half width of a 95 % interval in standard errors.
    public func halfWidth(ofShare share: Double) -> Double {
        precondition(share > 0 && share < 1)
        var (low, high) = (0.0, 1.0)
        while twoSidedProbability(high) > 1 - share { high *= 2 }
        while case let middle = (low + high) / 2, middle > low, middle < high {
            if twoSidedProbability(middle) > 1 - share { low = middle } else { high = middle }
        }
        return high
    }
}

/// I_x(a, b), the regularized incomplete beta function.
///
/// Source: its continued fraction, NIST Digital Library of Mathematical Functions, 8.17.22, evaluated as in Lentz, "Generating
/// Bessel Functions in Mie Scattering Calculations Using Continued Fractions", 1976.
/// - Parameters:
///   - x: from 0 to 1.
///   - rest: 1 − x.
///   - a: positive.
///   - b: positive.
private func regularizedBeta(_ x: Double, _ rest: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard rest > 0 else { return 1 }
    guard x <= (a + 1) / (a + b + 2) else { return 1 - regularizedBeta(rest, x, b, a) }
    let front = exp(a * log(x) + b * log(rest) - logarithmOfBeta(a, b)) / a
    var c = 1.0
    var d = 1 / awayFromZero(1 + term(1))
    var fraction = d
    for index in 2..<100_000 {
        d = 1 / awayFromZero(1 + term(index) * d)
        c = awayFromZero(1 + term(index) / c)
        fraction *= c * d
        if abs(c * d - 1) < 1e-15 { break }
    }
    return min(front * fraction, 1)

    func term(_ index: Int) -> Double {
        let m = Double(index / 2)
        return index % 2 == 0
            ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    }

    func awayFromZero(_ number: Double) -> Double { abs(number) < 1e-300 ? 1e-300 : number }
}

private func logarithmOfBeta(_ a: Double, _ b: Double) -> Double {
    lgamma(a).0 + lgamma(b).0 - lgamma(a + b).0
}
