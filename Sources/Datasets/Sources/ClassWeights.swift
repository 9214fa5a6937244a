/// How much the rows of a class count in a training, beside their own weights; classes that are not in balance often want
/// it.
public enum ClassWeights: Hashable, Sendable {
    /// As much as they weigh.
    case uniform
    /// Each class as much as any other: W / (k W_c) times their weight, with W the weight of all training rows, W_c that of
    /// those of the class and k the number of classes that weigh anything: scikit-learn's `class_weight="balanced"`.
    case balanced
    /// So many times their weight: a factor for each class, finite and not negative.
    case factors([Double])

    /// The factor of each class.
    /// - Parameter sums: what the training rows of each class weigh.
    func factors(_ sums: [Double]) -> [Double] {
        switch self {
        case .uniform: return sums.map { _ in 1 }
        case .balanced:
            let total = sums.reduce(0, +), count = Double(sums.count { $0 > 0 })
            return sums.map { $0 > 0 ? total / (count * $0) : 0 }
        case .factors(let factors):
            precondition(factors.count == sums.count, "\(factors.count) weights for \(sums.count) classes")
            return factors
        }
    }
}
