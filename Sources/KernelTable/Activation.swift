public import Vocabulary

/// What a hidden layer does to its sums.
public enum Activation: String, Term, BitwiseCopyable {
    /// max(0, z).
    case relu
    /// tanh z.
    case tanh
    /// 1 / (1 + e⁻ᶻ).
    case sigmoid
    /// z Φ(z) with Φ(z) = ½ (1 + erf(z/√2)), the exact form (Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016).
    case gelu

    /// Whether its derivative is told from the sums z; the others have it as a function of the value.
    public var derivesFromSums: Bool {
        switch self {
        case .relu, .tanh, .sigmoid: false
        case .gelu: true
        }
    }
}
