/// What a linear model of sparse rows does with its outputs z = `scale` · W x + b.
public enum SparseHead: Hashable, Sendable, BitwiseCopyable {
    /// A loss of the one output.
    case point(PointLoss)
    /// The cross-entropy of so many classes.
    case softmax(classCount: Int)

    /// Outputs, padded to a multiple of 16.
    public var biasCount: Int {
        switch self {
        case .point: 16
        case .softmax(let classCount): (classCount + 15) / 16 * 16
        }
    }
}
