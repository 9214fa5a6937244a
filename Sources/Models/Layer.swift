import Kernels

/// A fully connected layer's place in the parameters.
struct Layer: Sendable {
    let weight: ParameterTensor
    let bias: ParameterTensor
    let inputs: Int
    let outputs: Int

    /// A layer that has no place yet.
    struct Shape {
        let prefix: String
        let inputs: Int
        let outputs: Int
        let order: ParameterTensor.Order

        var tensors: [ParameterTensor.Shape] {
            [
                .weight(prefix + "weight", outputs: outputs, inputs: inputs, order: order),
                .bias(prefix + "bias", outputs: outputs),
            ]
        }
    }

    init(weight: ParameterTensor, bias: ParameterTensor) {
        self.weight = weight
        self.bias = bias
        outputs = weight.shape[0]
        inputs = weight.shape[1]
    }

    private func weights(_ parameters: UnsafePointer<Float>) -> RowMatrix {
        RowMatrix(parameters + weight.offset, stride: weight.stride)
    }

    /// result = rows · Wᵀ + b.
    @inline(__always)
    func forward(
        _ rows: RowMatrix, rowCount: Int, parameters: UnsafePointer<Float>,
        result: UnsafeMutablePointer<Float>, stride: Int, _ kernels: KernelTable
    ) {
        let job = ProductJob(
            left: rows, right: weights(parameters), rowCount: rowCount, columnCount: outputs, depth: inputs,
            start: .row(parameters + bias.offset), result: result, resultStride: stride)
        weight.order == .byOutput ? kernels.multiplyTransposedRight(job) : kernels.multiply(job)
    }

    /// Adds to the layer's gradient, or begins it: ∂W = errorsᵀ · rows, ∂b = the errors' sums over the rows.
    @inline(__always)
    func addGradient(
        rows: RowMatrix, errors: RowMatrix, rowCount: Int, ones: UnsafePointer<Float>, begins: Bool,
        into gradient: UnsafeMutablePointer<Float>, _ kernels: KernelTable
    ) {
        let start: ProductJob.Start = begins ? .zeros : .result
        let byOutput = weight.order == .byOutput
        kernels.multiplyTransposedLeft(
            ProductJob(
                left: byOutput ? errors : rows, right: byOutput ? rows : errors, rowCount: byOutput ? outputs : inputs,
                columnCount: byOutput ? inputs : outputs, depth: rowCount, start: start,
                result: gradient + weight.offset, resultStride: weight.stride))
        kernels.multiplyTransposedLeft(
            ProductJob(
                left: RowMatrix(ones, stride: 1), right: errors, rowCount: 1, columnCount: outputs, depth: rowCount,
                start: start, result: gradient + bias.offset, resultStride: bias.stride))
    }

    /// result = errors · W: the errors that the layer before made.
    @inline(__always)
    func backward(
        _ errors: RowMatrix, rowCount: Int, parameters: UnsafePointer<Float>,
        result: UnsafeMutablePointer<Float>, stride: Int, _ kernels: KernelTable
    ) {
        let job = ProductJob(
            left: errors, right: weights(parameters), rowCount: rowCount, columnCount: inputs, depth: outputs,
            result: result, resultStride: stride)
        weight.order == .byOutput ? kernels.multiply(job) : kernels.multiplyTransposedRight(job)
    }
}
