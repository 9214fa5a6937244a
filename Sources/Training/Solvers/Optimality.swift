/// How near a solver has come to the optimum.
public struct Optimality: Sendable, Hashable {
    /// Why a solver ended.
    public enum End: String, Sendable, Hashable {
        /// The gradient is as small as was asked for.
        case converged
        /// The iterations that it may take are used up.
        case iterations
        /// No point along the direction is better, as far as numbers of this precision can tell.
        case precision
    }

    /// The norm of the gradient, as it would be if all columns had deviations of 1, as a share of what a useless model has.
    public var gradientNorm: Double
    /// The norm that was asked for.
    public var tolerance: Double
    /// About how far the objective is above its minimum, by a quadratic model of it; nil where second derivatives are not
    /// known.
    public var estimatedGap: Double?
    /// Loss and penalties.
    public var objective: Double
    /// Passes over the training rows.
    public var passCount: Int
    /// Why it ended; nil while it has not.
    public var end: End?
    /// Features that are sums of multiples of others, so that their weights were left at zero.
    public var dependentFeatures: [String]
}
