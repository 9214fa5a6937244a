public import Kernels

/// A network of fully connected layers: softmax regression without hidden layers, a multilayer perceptron with some.
///
/// Layer by layer z = W·a + b, with a = x at first and a = f(z) of the layer before from then on; the last layer's z
/// are the logits of classes under the cross-entropy, or the one prediction of a regression.
public struct Network: SparseModel {
    /// What the last layer's sums mean, and how they are judged.
    public enum Head: Hashable, Sendable {
        /// Logits of so many classes, with the cross-entropy of the label in nats.
        case softmax(classCount: Int)
        /// One prediction, with a loss.
        case regression(PointLoss)
    }

    /// Features of a row.
    public let featureCount: Int
    /// Outputs of each hidden layer.
    public let hidden: [Int]
    /// What hidden layers do to their sums.
    public let activation: Activation
    /// How the weights of hidden layers are initialized; those of the last layer always by `.xavier`.
    public let initialization: Initialization
    /// What steps drop of the hidden layers' outputs; nil for nothing.
    public let dropout: Dropout?
    /// The last layer.
    public let head: Head
    /// `weight` and `bias` without hidden layers, `layers.0.weight`, `layers.0.bias` and so on with some.
    public let layout: ParameterLayout
    /// Numbers of scratch that a thread needs.
    public var scratchCount: Int { scratch.count }

    let layers: [Layer]
    let scratch: NetworkScratch
    let kernels: KernelTable
    private let isSparse: Bool

    /// A network for rows of `featureCount` features.
    /// - Parameters:
    ///   - featureCount: features of a row.
    ///   - hidden: outputs of each hidden layer; none for softmax or linear regression.
    ///   - activation: what follows each hidden layer.
    ///   - initialization: not used where there are no hidden layers: then the loss is convex, and weights start at
    ///     zero.
    ///   - dropout: what steps drop of the hidden layers' outputs; nil for nothing.
    ///   - head: the last layer and its loss.
    ///   - isSparse: whether it is to be trained on sparse rows: a softmax regression, whose weights lie by columns
    ///     then.
    ///   - kernels: the arithmetic of an instruction set; the same bits whichever.
    public init(
        featureCount: Int, hidden: [Int] = [], activation: Activation = .relu,
        initialization: Initialization? = nil, dropout: Dropout? = nil, head: Head, isSparse: Bool = false,
        kernels: KernelTable
    ) {
        precondition(!isSparse || hidden.isEmpty && head.isSoftmax, "hidden layers on sparse rows")
        self.isSparse = isSparse
        self.featureCount = featureCount
        self.hidden = hidden
        self.activation = activation
        self.initialization = initialization ?? (activation == .relu ? .he : .xavier)
        self.dropout = dropout.flatMap { $0.probability > 0 ? $0 : nil }
        self.head = head
        self.kernels = kernels
        let sizes = [featureCount] + hidden + [head.outputCount]
        let shapes = zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
            Layer.Shape(
                prefix: hidden.isEmpty ? "" : "layers.\(index).", inputs: size.0, outputs: size.1,
                order: isSparse ? .byInput : .ofLayer(outputs: size.1))
        }
        layout = ParameterLayout(shapes.flatMap(\.tensors))
        let tensors = layout.tensors
        layers = shapes.indices.map { Layer(weight: tensors[2 * $0], bias: tensors[2 * $0 + 1]) }
        scratch = NetworkScratch(
            featureCount: featureCount, outputs: Array(sizes.dropFirst()),
            keepsSlopes: activation.derivesFromSums || self.dropout != nil)
    }

    /// As the head says.
    public var task: LearningTask {
        switch head {
        case .softmax(let classCount): .classification(classCount: classCount)
        case .regression: .regression
        }
    }

    /// The head's, where it predicts a number.
    public var regressionLoss: PointLoss? { if case .regression(let loss) = head { loss } else { nil } }

    /// Classes under a softmax, 1 for a regression.
    public var outputCount: Int { head.outputCount }

    /// Random weights for networks with hidden layers, a pure function of the seed; zeros for the rest.
    public func initialParameters(seed: UInt64) -> [Float] {
        var parameters = [Float](repeating: 0, count: layout.count)
        guard !hidden.isEmpty else { return parameters }
        for (index, layer) in layers.enumerated() {
            let isLast = index == layers.count - 1
            let values = (isLast ? .xavier : initialization).weights(
                outputs: layer.outputs, inputs: layer.inputs, seed: seed, layer: index, kernels: kernels)
            layer.weight.write(values, to: &parameters)
        }
        return parameters
    }
}

extension Network {
    /// The cross-entropy, for a softmax regression on sparse rows.
    public var sparseHead: SparseHead? {
        guard isSparse, case .softmax(let classCount) = head else { return nil }
        return .softmax(classCount: classCount)
    }
}

extension Network.Head {
    fileprivate var isSoftmax: Bool { if case .softmax = self { true } else { false } }

    /// Outputs of the last layer.
    public var outputCount: Int {
        switch self {
        case .softmax(let classCount): classCount
        case .regression: 1
        }
    }
}
