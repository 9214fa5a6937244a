extension Distribution {
    /// H(P) = −Σ pₖ log pₖ, where 0 log 0 = 0: from 0 to log K for K outcomes.
    ///
    /// Source: Cover and Thomas, Elements of Information Theory, second edition, sections 2.1 and 2.6.
    public func entropy(in unit: InformationUnit = .nats) -> Double {
        crossEntropy(to: self, in: unit)
    }

    /// H(P, Q) = −Σ pₖ log qₖ = H(P) + D(P‖Q), where 0 log 0 = 0; infinite where some pₖ > 0 has qₖ = 0.
    ///
    /// The mean length of a message from P in a code made for Q, apart from rounding up.
    /// Source: Cover and Thomas, Elements of Information Theory, second edition, section 5.4 (wrong code).
    /// - Parameters:
    ///   - other: Q, over as many outcomes.
    ///   - unit: nats or bits.
    public func crossEntropy(to other: Distribution, in unit: InformationUnit = .nats) -> Double {
        0 - sum(over: other) { p, q in p * unit.logarithm(q) }
    }

    /// D(P‖Q) = Σ pₖ log(pₖ / qₖ), the Kullback–Leibler divergence or relative entropy of P, this distribution, from Q;
    /// infinite where some pₖ > 0 has qₖ = 0, never negative, and 0 only where P = Q.
    ///
    /// Source: Cover and Thomas, Elements of Information Theory, second edition, sections 2.3 and 2.6.
    /// - Parameters:
    ///   - other: Q, over as many outcomes.
    ///   - unit: nats or bits.
    public func divergence(from other: Distribution, in unit: InformationUnit = .nats) -> Double {
        // A difference of logarithms, since pₖ / qₖ may overflow; rounding may leave a sum just below 0.
        max(0, sum(over: other) { p, q in p * (unit.logarithm(p) - unit.logarithm(q)) })
    }

    /// Leaves out outcomes with pₖ = 0, whose terms are 0 by convention.
    private func sum(over other: Distribution, term: (_ p: Double, _ q: Double) -> Double) -> Double {
        precondition(probabilities.count == other.probabilities.count, "distributions over as many outcomes")
        var sum = 0.0
        for (p, q) in zip(probabilities, other.probabilities) where p > 0 { sum += term(p, q) }
        return sum
    }
}
