/// Where a model's tensors lie in one buffer of parameters: each starts at a multiple of 16 numbers, and the gaps are
/// zero and stay zero.
public struct ParameterLayout: Hashable, Sendable {
    /// The tensors, in order.
    public let tensors: [ParameterTensor]
    /// Numbers in the buffer, gaps included: a multiple of 16.
    public let count: Int

    /// Lays tensors out one after the other.
    public init(_ shapes: [ParameterTensor.Shape]) {
        var tensors: [ParameterTensor] = []
        var end = 0
        for shape in shapes {
            let tensor = ParameterTensor(shape, offset: end)
            tensors.append(tensor)
            end += tensor.span
        }
        self.tensors = tensors
        self.count = end
    }

    /// The tensor with a name.
    public subscript(name: String) -> ParameterTensor? { tensors.first { $0.name == name } }

    /// Parameters of another layout with the same tensors, in this one.
    public func copy(of parameters: [Float], in other: ParameterLayout) -> [Float] {
        guard other != self else { return parameters }
        var copy = [Float](repeating: 0, count: count)
        for (tensor, twin) in zip(tensors, other.tensors) { tensor.write(twin.values(in: parameters), to: &copy) }
        return copy
    }

    /// The number of parameters, without the gaps.
    public var parameterCount: Int { tensors.reduce(0) { $0 + $1.count } }
}

extension ParameterLayout {
    /// Numbers after a gradient: the sum of the losses, then zeros.
    public static let lossCount = 16
}
