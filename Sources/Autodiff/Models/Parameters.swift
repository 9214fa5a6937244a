import Models

/// A model's parameters as tensors on a tape.
public struct Parameters {
    private let slots: [ParameterSlot]
    private let state: UnsafeMutablePointer<TapeState>
    private let generation: UInt32
    private let firstIndex: Int

    /// Puts the parameters on a tape.
    /// - Parameters:
    ///   - numbers: the parameters in their layout.
    ///   - gradient: where their gradient is added up in the same layout; nil where none is asked for.
    ///   - isBegun: for each parameter whether its gradient holds a sum already.
    init(
        _ slots: [ParameterSlot], on tape: borrowing Tape, _ numbers: UnsafePointer<Float>,
        gradient: UnsafeMutablePointer<Float>?, isBegun: UnsafeMutablePointer<Bool>?
    ) {
        self.slots = slots
        state = tape.state
        generation = state.pointee.generation
        firstIndex = state.pointee.nodeCount
        for (index, slot) in slots.enumerated() {
            var node = Node(.input, slot.shape, requiresGradient: gradient != nil)
            node.stride = slot.stride
            node.gradient = gradient.map { $0 + slot.offset }
            node.hasGradient = isBegun?[index] ?? false
            // Nothing writes to a parameter through the tape.
            node.isUsed = true
            _ = tape.input(node, value: UnsafeMutablePointer(mutating: numbers + slot.offset))
        }
    }

    /// The parameter of a name. A name that the model does not declare is a mistake, which the tape reports.
    public subscript(name: String) -> Tensor {
        guard let place = slots.firstIndex(where: { $0.name == name }) else {
            let names = slots.map(\.name).joined(separator: ", ")
            state.pointee.fail("parameter", [], "there is no \(name), only \(names)")
            return Tensor(invalidOn: state)
        }
        let tensor = Tensor(index: firstIndex + place, state)
        return slots[place].isTransposed ? tensor.transposed() : tensor
    }

    /// Records which parameters have a gradient now.
    func noteGradients(in isBegun: UnsafeMutablePointer<Bool>) {
        for index in slots.indices { isBegun[index] = state.pointee.nodes[firstIndex + index].hasGradient }
    }
}

/// Where a parameter lies, as a tape sees it.
struct ParameterSlot: Sendable {
    let name: String
    /// As it lies in memory, transposed where weights lie by input.
    let shape: Shape
    let isTransposed: Bool
    let offset: Int
    let stride: Int
    let span: Int

    init(_ tensor: ParameterTensor) {
        name = tensor.name
        isTransposed = tensor.order == .byInput
        shape = isTransposed ? Shape(tensor.shape).transposed : Shape(tensor.shape)
        offset = tensor.offset
        stride = tensor.stride
        span = tensor.span
    }
}
