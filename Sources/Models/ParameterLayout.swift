/// Where a model's tensors lie in one buffer of parameters: each begins at a multiple of 16 numbers, and the gaps are
/// zero and stay zero.
public struct ParameterLayout: Hashable, Sendable {
    /// A named tensor, row-major.
    public struct Tensor: Hashable, Sendable {
        /// The name that files give it, such as `weight`.
        public let name: String
        /// The sizes of its dimensions; `[outputs, inputs]` for weights.
        public let shape: [Int]
        /// Its first number's place in the buffer.
        public let offset: Int

        /// The number of its numbers.
        public var count: Int { shape.reduce(1, *) }
    }

    /// The tensors, in order.
    public let tensors: [Tensor]
    /// Numbers in the buffer, gaps included: a multiple of 16.
    public let count: Int

    /// Lays tensors out one after the other.
    public init(_ shapes: [(name: String, shape: [Int])]) {
        var tensors: [Tensor] = []
        var end = 0
        for (name, shape) in shapes {
            let tensor = Tensor(name: name, shape: shape, offset: end)
            tensors.append(tensor)
            end = (end + tensor.count + 15) / 16 * 16
        }
        self.tensors = tensors
        self.count = end
    }

    /// The tensor of a name.
    public subscript(name: String) -> Tensor? { tensors.first { $0.name == name } }
}

extension ParameterLayout {
    /// Numbers behind a gradient that hold the sum of the losses, first, and zeros.
    public static let lossCount = 16
}
