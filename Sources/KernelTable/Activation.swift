/// What a hidden layer does to its sums.
public enum Activation: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    /// max(0, z).
    case relu
    /// tanh z.
    case tanh
    /// 1 / (1 + e⁻ᶻ).
    case sigmoid

    /// The name that configurations and files give it.
    public var name: String {
        switch self {
        case .relu: "relu"
        case .tanh: "tanh"
        case .sigmoid: "sigmoid"
        }
    }
}
