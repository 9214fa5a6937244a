/// Numbers of a shape on a tape: a value that is there, or will be computed once it is needed.
///
/// Tensors of a tape are good for the step in which they were made. Arithmetic with tensors of different shapes
/// stretches axes of size 1, paired from the last axis on, as NumPy does.
public struct Tensor: BitwiseCopyable {
    let state: UnsafeMutablePointer<TapeState>
    let index: Int32
    let generation: UInt32

    private static let invalidIndex: Int32 = -1

    init(index: Int, _ state: UnsafeMutablePointer<TapeState>) {
        self.state = state
        self.index = Int32(index)
        generation = state.pointee.generation
    }

    /// What a mistake gives.
    init(invalidOn state: UnsafeMutablePointer<TapeState>) {
        self.state = state
        index = Self.invalidIndex
        generation = state.pointee.generation
    }

    /// A constant.
    init(number: Float, _ state: UnsafeMutablePointer<TapeState>) {
        let node = Node(.input, .scalar, requiresGradient: false)
        let numbers = state.pointee.numbers(like: node)
        numbers.clear()
        numbers.base[0] = number
        var known = node
        known.value = numbers.base
        known.isEvaluated = true
        self.init(index: state.pointee.record(known), state)
    }

    var node: Node { state.pointee.nodes[Int(index)] }

    /// Whether it can be used in this step; records the mistake where it cannot.
    func isUsable(by operation: @autoclosure () -> String) -> Bool {
        if generation != state.pointee.generation {
            state.pointee.fail(operation(), [], "a tensor of a step that is over")
            return false
        }
        return index != Self.invalidIndex
    }

    /// The sizes; those of a scalar where a mistake was made.
    public var shape: Shape { isUsable(by: "shape") ? node.shape : .scalar }

    /// A copy of the numbers, row-major.
    /// - Throws: the first mistake of the step.
    public var values: [Float] {
        get throws(TapeError) { try evaluated("values").contents }
    }

    /// The number of a tensor that has one.
    /// - Throws: the first mistake of the step; where there are more numbers than one.
    public var scalar: Float {
        get throws(TapeError) {
            let numbers = try evaluated("scalar")
            guard numbers.shape.count == 1 else {
                state.pointee.fail("scalar", [numbers.shape], "it has \(numbers.shape.count) numbers")
                throw state.pointee.error!
            }
            return numbers.base[0]
        }
    }

    /// The value, computed now where it is not there yet.
    func evaluated(_ operation: String) throws(TapeError) -> Numbers {
        if isUsable(by: operation) { state.pointee.evaluate(Int(index)) }
        try state.pointee.throwError()
        return node.numbers
    }

    /// A copy of the gradient that `backward` computed, row-major; zeros where the result did not depend on the tensor.
    /// - Throws: the first mistake of the step; where `backward` has not run, or no gradient flows to the tensor.
    public var gradient: [Float] {
        get throws(TapeError) {
            if isUsable(by: "gradient") {
                if !state.pointee.hasRunBackward {
                    state.pointee.fail("gradient", [node.shape], "it was never computed; call backward first")
                } else if !node.requiresGradient {
                    state.pointee.fail("gradient", [node.shape], "the tensor is constant: no gradient flows to it")
                }
            }
            try state.pointee.throwError()
            return node.hasGradient ? node.gradientNumbers.contents : [Float](repeating: 0, count: node.shape.count)
        }
    }

    /// Computes the gradient of this tensor, which has one number, by every variable that it depends on. Once a step.
    /// - Throws: the first mistake of the step.
    public func backward() throws(TapeError) {
        if isUsable(by: "backward") {
            if node.shape.count != 1 {
                state.pointee.fail("backward", [node.shape], "only a tensor of one number has a gradient; sum it first")
            } else {
                state.pointee.backward(from: Int(index))
            }
        }
        try state.pointee.throwError()
    }

    /// The value without its history: the same numbers in the same memory, constant for everything that follows.
    public func detach() -> Tensor { recorded(.detach) { $0 } }

    /// Overwrites the numbers of a constant or a variable that nothing has used yet.
    /// - Parameter values: row-major, as many as the tensor has.
    /// - Throws: the first mistake of the step; where the tensor is computed from others, or others were computed from
    ///   it or share its memory.
    public func write(_ values: [Float]) throws(TapeError) {
        if isUsable(by: "write") {
            let node = node
            if case .input = node.operation {
                if node.isUsed {
                    state.pointee.fail("write", [node.shape], "an operation uses the tensor, or shares its memory")
                } else if values.count != node.shape.count {
                    state.pointee.fail("write", [node.shape], "\(values.count) numbers were given")
                } else {
                    values.withUnsafeBufferPointer { if let start = $0.baseAddress { node.numbers.write(start) } }
                }
            } else {
                state.pointee.fail("write", [node.shape], "\(node.operation.name) made the tensor")
            }
        }
        try state.pointee.throwError()
    }
}

// MARK: Recording

extension Tensor {
    /// Records an operation with one input.
    func recorded(_ operation: Operation, shape: (Shape) -> Shape) -> Tensor {
        guard isUsable(by: operation.name) else { return Tensor(invalidOn: state) }
        let node = node
        return record(operation, shape(node.shape), Node.Inputs(first: index))
    }

    /// Records an operation with two inputs.
    /// - Parameter shape: nil where the shapes do not fit.
    func recorded(
        _ operation: Operation, _ other: Tensor, reason: @autoclosure () -> String, shape: (Shape, Shape) -> Shape?
    ) -> Tensor {
        guard areUsable(by: operation.name, other) else { return Tensor(invalidOn: state) }
        guard let shape = shape(node.shape, other.node.shape) else {
            state.pointee.fail(operation.name, [node.shape, other.node.shape], reason())
            return Tensor(invalidOn: state)
        }
        return record(operation, shape, Node.Inputs(first: index, second: other.index))
    }

    /// Whether both can be used, on the same tape.
    func areUsable(by operation: @autoclosure () -> String, _ other: Tensor) -> Bool {
        guard isUsable(by: operation()), other.isUsable(by: operation()) else {
            // Either tape reports the mistake.
            if let error = other.state.pointee.error { state.pointee.fail(error.operation, error.shapes, error.reason) }
            return false
        }
        guard state == other.state else {
            state.pointee.fail(operation(), [node.shape, other.node.shape], "they are on different tapes")
            return false
        }
        return true
    }

    func record(_ operation: Operation, _ shape: Shape, _ inputs: Node.Inputs) -> Tensor {
        let nodes = state.pointee.nodes
        var requiresGradient = false
        if case .detach = operation {
        } else if state.pointee.recordsGradients {
            inputs.forEach { requiresGradient = requiresGradient || nodes[$0].requiresGradient }
        }
        return Tensor(
            index: state.pointee.record(Node(operation, shape, inputs, requiresGradient: requiresGradient)), state)
    }

    /// Records a mistake in the use of this tensor.
    func failed(_ operation: String, _ shapes: [Shape], _ reason: String) -> Tensor {
        state.pointee.fail(operation, shapes, reason)
        return Tensor(invalidOn: state)
    }
}
