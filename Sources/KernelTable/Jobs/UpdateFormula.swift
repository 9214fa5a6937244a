/// How a gradient g changes a parameter p, by a step of rate r, which the l1 penalty shares; η is the learning rate.
/// Where g and p are 0, as in padding, p stays 0 as long as r is finite.
public enum UpdateFormula: Hashable, Sendable, BitwiseCopyable {
    /// p ← p − η g; r = η.
    case sgd
    /// v ← μ v + g, then p ← p − η v, or p ← p − η (g + μ v) with `nesterov`; v is the first state. r = η / (1 − μ).
    case sgdMomentum(_ momentum: Float, nesterov: Bool)
    /// s ← s + g², then p ← p − r g, r = η / (√s + ε); s is the first state.
    case adagrad(epsilon: Float)
    /// m ← β₁ m + (1 − β₁) g and v ← β₂ v + (1 − β₂) g², the two states, then p ← p − r a m, r = η / (c √v + ε), where
    /// `meanScale` a = 1 / (1 − β₁ᵗ) and `rootScale` c = 1 / √(1 − β₂ᵗ) correct the bias of step t.
    case adam(beta1: Float, beta2: Float, epsilon: Float, meanScale: Float, rootScale: Float)
}
