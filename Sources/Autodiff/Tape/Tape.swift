public import Kernels

/// Records operations on tensors, and gives the gradient of what they lead to: reverse-mode differentiation
/// (Griewank and Walther, Evaluating Derivatives, 2nd edition, section 3.2).
///
/// A tape lives in an arena of its own, which it uses again for each step: once the largest step has been taken, it
/// allocates nothing. A tensor belongs to one step; any later use of it is a mistake, which the tape reports.
/// A mistake in an operation, such as shapes that do not fit, is thrown where a value, a gradient or `backward` is asked
/// for, so that formulas are written without `try`. A tape belongs to one thread at a time.
public struct Tape: ~Copyable {
    /// What a step is for.
    public enum Pass: Hashable, Sendable, BitwiseCopyable {
        /// Values only: no gradients are recorded, and dropout keeps everything.
        case evaluation
        /// Values and gradients; what dropout drops is a function of the seed, the step and the row.
        case training(seed: UInt64, step: Int)
    }

    let state: UnsafeMutablePointer<TapeState>
    private let ownsState: Bool

    /// A tape with memory of its own, at its first step.
    /// - Parameters:
    ///   - kernels: the arithmetic of an instruction set; the same bits whichever.
    ///   - pass: what the tape is used for; decides what dropout drops.
    public init(kernels: KernelTable, pass: Pass = .training(seed: 0, step: 0)) {
        state = .allocate(capacity: 1)
        state.initialize(to: TapeState(kernels: kernels, arena: Arena(byteCount: 1 << 16), generation: 0))
        ownsState = true
        begin(pass)
    }

    /// Bytes at the start of borrowed memory that the tape keeps for itself.
    private static let stateBytes =
        (MemoryLayout<TapeState>.size + Arena.alignment - 1) / Arena.alignment * Arena.alignment

    /// A tape in memory that outlives it, aligned to a cache line and of `byteCount` bytes, at least `minimumBytes`.
    package init(kernels: KernelTable, borrowing memory: UnsafeMutableRawPointer, byteCount: Int) {
        // An earlier tape in this memory left its generation here, and ours follow it; any number will do.
        let generation = memory.load(as: UInt32.self)
        state = (memory + Arena.alignment).bindMemory(to: TapeState.self, capacity: 1)
        let start = Arena.alignment + Self.stateBytes
        state.initialize(
            to: TapeState(
                kernels: kernels, arena: Arena(borrowing: memory + start, byteCount: byteCount - start),
                generation: generation))
        ownsState = false
    }

    /// The least memory that a tape can borrow.
    package static let minimumBytes = Arena.alignment + stateBytes

    /// Bytes that a borrowed memory needs for a step like the one that is recorded.
    package var neededBytes: Int { Self.minimumBytes + state.pointee.arena.usedBytes }

    deinit {
        if !ownsState {
            (UnsafeMutableRawPointer(state) - Arena.alignment).storeBytes(
                of: state.pointee.generation, as: UInt32.self)
        }
        state.deinitialize(count: 1)
        if ownsState { state.deallocate() }
    }

    /// Forgets the step so far and begins the next.
    public func begin(_ pass: Pass) { state.pointee.begin(pass) }

    /// The first mistake of the step; nil for none.
    public var error: TapeError? { state.pointee.error }

    /// A tensor of numbers that no gradient is asked of, row-major.
    public func constant(_ values: [Float], _ shape: Shape) -> Tensor {
        input(values, shape, requiresGradient: false)
    }

    /// A number that no gradient is asked of.
    public func constant(_ value: Float) -> Tensor { Tensor(number: value, state) }

    /// A tensor of numbers whose gradient `backward` computes, row-major.
    public func variable(_ values: [Float], _ shape: Shape) -> Tensor {
        input(values, shape, requiresGradient: true)
    }

    private func input(_ values: [Float], _ shape: Shape, requiresGradient: Bool) -> Tensor {
        guard values.count == shape.count else {
            state.pointee.fail("input", [shape], "\(values.count) numbers were given")
            return Tensor(invalidOn: state)
        }
        return input(shape, requiresGradient: requiresGradient) { numbers in
            values.withUnsafeBufferPointer { values in
                if let start = values.baseAddress { numbers.write(start) }
            }
        }
    }

    /// A tensor whose numbers a function writes.
    func input(_ shape: Shape, requiresGradient: Bool = false, _ write: (Numbers) -> Void) -> Tensor {
        let node = Node(.input, shape, requiresGradient: requiresGradient && state.pointee.recordsGradients)
        let numbers = state.pointee.numbers(like: node)
        write(numbers)
        return input(node, value: numbers.base)
    }

    /// A tensor whose numbers are there already.
    func input(_ node: Node, value: UnsafeMutablePointer<Float>) -> Tensor {
        var node = node
        node.value = value
        node.isEvaluated = true
        return Tensor(index: state.pointee.record(node), state)
    }

    /// Runs a function that records no gradients: what it computes is constant for everything that follows.
    public func withoutGradient<Result, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        state.pointee.withoutGradientDepth += 1
        defer { state.pointee.withoutGradientDepth -= 1 }
        return try body()
    }
}

extension TapeState {
    var recordsGradients: Bool { pass != .evaluation && withoutGradientDepth == 0 }
}
