public import Vocabulary

/// What a hidden layer does to its sums.
public enum Activation: String, Term, BitwiseCopyable {
    /// max(0, z).
    case relu
    /// tanh z.
    case tanh
    /// 1 / (1 + e⁻ᶻ).
    case sigmoid
}
