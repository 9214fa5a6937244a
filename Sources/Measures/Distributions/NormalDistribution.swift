import Glibc

/// The normal distribution; in double precision.
public struct NormalDistribution: Hashable, Sendable {
    /// The mean µ.
    public var mean: Double
    /// The standard deviation σ, positive.
    public var standardDeviation: Double

    /// The distribution of this mean and standard deviation; the standard normal without arguments.
    public init(mean: Double = 0, standardDeviation: Double = 1) {
        precondition(standardDeviation > 0)
        self.mean = mean
        self.standardDeviation = standardDeviation
    }

    /// p(x) = exp(−(x − µ)² / 2σ²) / (σ √2π), in units of 1/x.
    public func density(_ x: Double) -> Double {
        let z = (x - mean) / standardDeviation
        return exp(-0.5 * z * z) / (standardDeviation * (2 * Double.pi).squareRoot())
    }

    /// P(X ≤ x) = ½ erfc(−(x − µ) / σ√2).
    public func cumulative(_ x: Double) -> Double {
        0.5 * erfc((mean - x) / (standardDeviation * 2.0.squareRoot()))
    }

    /// −ln p(x) = ½ ln(2πσ²) + (x − µ)² / 2σ², in nats.
    ///
    /// With σ fixed and µ = ŷ it is the squared loss in units of σ², up to a constant: least squares is maximum
    /// likelihood. Source: Bishop, Pattern Recognition and Machine Learning, sections 1.2.4 and 3.1.1.
    public func negativeLogLikelihood(of x: Double) -> Double {
        let z = (x - mean) / standardDeviation
        // ½ ln(2πσ²) in two terms, since σ² may underflow.
        return 0.5 * log(2 * Double.pi) + log(standardDeviation) + 0.5 * z * z
    }

    /// The mean of −ln p(x) over the values, in nats for each value.
    /// - Parameter values: at least one.
    public func meanNegativeLogLikelihood(of values: [Double]) -> Double {
        precondition(!values.isEmpty, "a mean is of at least one value")
        return values.reduce(0) { $0 + negativeLogLikelihood(of: $1) } / Double(values.count)
    }
}
