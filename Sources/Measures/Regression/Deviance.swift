/// How far predictions are from targets under a distribution of the targets: the unit deviance d(y, μ), twice the
/// logarithm of how much likelier the target y would be, were its mean y and not μ.
///
/// Source: McCullagh and Nelder, Generalized Linear Models, 1989, section 2.3.
public enum Deviance: UInt64, Sendable {
    /// 2 (y ln(y/μ) − y + μ), for counts: y of at least 0.
    case poisson = 1
    /// 2 (y/μ − 1 − ln(y/μ)), for y above 0.
    case gamma = 2

    /// d(y, μ); nil where the distribution has no such target or no such mean.
    func unit(target: Double, mean: Double) -> Double? {
        guard mean > 0, mean.isFinite, contains(target) else { return nil }
        switch self {
        case .poisson: return 2 * (logarithm(of: target) - target * Measures.logarithm(mean) - target + mean)
        case .gamma: return 2 * (target / mean - 1 - Measures.logarithm(target) + Measures.logarithm(mean))
        }
    }

    private func contains(_ target: Double) -> Bool {
        switch self {
        case .poisson: target >= 0 && target.isFinite
        case .gamma: target > 0 && target.isFinite
        }
    }

    /// What of a target's logarithm the deviance from a common mean is made of: y ln y, or ln y.
    func logarithm(of target: Double) -> Double {
        switch self {
        case .poisson: target == 0 ? 0 : target * Measures.logarithm(target)
        case .gamma: Measures.logarithm(target)
        }
    }
}
