import Kernels
import Models

/// What a step over sparse rows needs to know about its model.
struct SparseShape: BitwiseCopyable {
    /// Numbers in a block: as many as a core's caches hold sums for.
    private static let blockNumbers = 16384

    let head: SparseHead
    /// Numbers from one column's weights to the next one's.
    let stride: Int
    let biasOffset: Int
    /// The feature that is added to the output as it is.
    let offsetColumn: Int?
    /// Numbers in the parameters' layout.
    let parameterCount: Int
    /// The logarithm to base 2 of a block's columns.
    let blockBits: Int

    /// Numbers of a full block of parameters.
    var blockSize: Int { stride << blockBits }
    /// Numbers in a shard's tail: the sums for the biases, the sum of the losses, zeros, and last 1 if the shard's rank
    /// was asked to stop.
    var tailCount: Int { head.biasCount + ParameterLayout.lossCount }

    /// Nil where the model cannot be trained on sparse rows.
    init?(_ model: any Model) {
        guard let model = model as? any SparseModel, let head = model.sparseHead else { return nil }
        self.head = head
        stride = model.columnStride
        biasOffset = model.biasOffset
        offsetColumn = model.offsetColumn
        parameterCount = model.layout.count
        blockBits = Int.bitWidth - 1 - max(Self.blockNumbers / stride, 1).leadingZeroBitCount
    }

    /// The model with some parameters.
    @inline(__always)
    func view(_ parameters: UnsafePointer<Float>, scale: Float) -> SparseModelView {
        SparseModelView(
            head: head, weights: parameters, stride: stride, scale: scale, bias: parameters + biasOffset,
            offsetColumn: offsetColumn)
    }
}
