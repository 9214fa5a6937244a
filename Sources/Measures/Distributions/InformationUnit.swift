import Glibc

/// The unit of information, which is the base of its logarithm: log₂ x = ln x / ln 2.
///
/// Source: Cover and Thomas, Elements of Information Theory, second edition, section 2.1.
public enum InformationUnit: Hashable, Sendable, CaseIterable {
    /// Base e.
    case nats
    /// Base 2.
    case bits

    func logarithm(_ x: Double) -> Double {
        switch self {
        case .nats: log(x)
        case .bits: log2(x)
        }
    }
}

/// −log p: how much one learns from an event of probability p, infinite where p = 0.
///
/// Entropy is its mean. Source: Cover and Thomas, Elements of Information Theory, second edition, section 2.1.
/// - Parameters:
///   - probability: from 0 to 1.
///   - unit: nats or bits.
public func selfInformation(probability: Double, in unit: InformationUnit = .nats) -> Double {
    precondition((0...1).contains(probability), "a probability is from 0 to 1")
    return 0 - unit.logarithm(probability)
}
