public import Kernels

/// A linear model that may be trained on sparse rows: its parameters are weights, those of a column next to each other,
/// and then biases.
public protocol SparseModel: Model {
    /// What its outputs mean; nil where it cannot be trained on sparse rows.
    var sparseHead: SparseHead? { get }
    /// The feature that is added to the one output as it is; nil for none.
    var offsetColumn: Int? { get }
}

extension SparseModel {
    /// None.
    public var offsetColumn: Int? { nil }

    /// Numbers from one column's weights to the next one's.
    package var columnStride: Int { outputCount == 1 ? 1 : layout.tensors[0].stride }

    /// Where the biases are among the parameters.
    package var biasOffset: Int { layout.tensors[1].offset }

    /// The model as the kernels see it; nil where it cannot be trained on sparse rows.
    @inline(__always)
    package func sparseView(_ parameters: UnsafePointer<Float>, scale: Float) -> SparseModelView? {
        sparseHead.map {
            SparseModelView(
                head: $0, weights: parameters, stride: columnStride, scale: scale, bias: parameters + biasOffset,
                offsetColumn: offsetColumn)
        }
    }
}
