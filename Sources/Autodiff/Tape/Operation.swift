import Kernels

/// What a node of the tape does to its inputs.
enum Operation: BitwiseCopyable {
    case input
    case detach
    case add, subtract, multiply, divide, maximum
    case negative, exp, log, sqrt, abs, relu, tanh, sigmoid, gelu
    case pow(Float)
    case sumAll(isMean: Bool)
    case sum(axis: Int, isMean: Bool)
    case max(axis: Int)
    case softmax, logSoftmax
    case layerNorm(epsilon: Float)
    case crossEntropy
    case pointLoss(PointLoss)
    case matmul(leftIsTransposed: Bool, rightIsTransposed: Bool)
    case linear(weightIsTransposed: Bool, activation: Activation?)
    case reshape
    case transpose
    case slice(axis: Int, start: Int)
    case concatenate(axis: Int)
    case gatherRows
    case dropout(probability: Float, ordinal: UInt32)

    /// The name that errors give it.
    var name: String {
        switch self {
        case .input: "input"
        case .detach: "detach"
        case .add: "add"
        case .subtract: "subtract"
        case .multiply: "multiply"
        case .divide: "divide"
        case .maximum: "maximum"
        case .negative: "negative"
        case .exp: "exp"
        case .log: "log"
        case .sqrt: "sqrt"
        case .abs: "abs"
        case .relu: "relu"
        case .tanh: "tanh"
        case .sigmoid: "sigmoid"
        case .gelu: "gelu"
        case .pow: "pow"
        case .sumAll(let isMean), .sum(_, let isMean): isMean ? "mean" : "sum"
        case .max: "max"
        case .softmax: "softmax"
        case .logSoftmax: "logSoftmax"
        case .layerNorm: "layerNorm"
        case .crossEntropy: "crossEntropy"
        case .pointLoss(.logistic): "logisticLoss"
        case .pointLoss(let loss): "\(loss.kind)Loss"
        case .matmul: "matmul"
        case .linear: "linear"
        case .reshape: "reshape"
        case .transpose: "transpose"
        case .slice: "slice"
        case .concatenate: "concatenate"
        case .gatherRows: "gatherRows"
        case .dropout: "dropout"
        }
    }
}
