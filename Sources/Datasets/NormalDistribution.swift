import Glibc

/// The normal distribution, for measuring what was drawn; in double precision.
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
}
