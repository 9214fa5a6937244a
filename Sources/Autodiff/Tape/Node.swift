/// An operation on the tape with its result.
struct Node: BitwiseCopyable {
    /// The nodes that it is computed from; their places on the tape are before its own.
    struct Inputs: BitwiseCopyable {
        static let none: Int32 = -1
        var first = none
        var second = none
        var third = none

        /// Calls a function with the place of each.
        @inline(__always)
        func forEach(_ body: (Int) -> Void) {
            if first != Self.none { body(Int(first)) }
            if second != Self.none { body(Int(second)) }
            if third != Self.none { body(Int(third)) }
        }
    }

    let operation: Operation
    let shape: Shape
    let inputs: Inputs
    /// Whether a gradient flows through it.
    let requiresGradient: Bool
    /// Numbers from one row of its value and gradient to the next.
    var stride: Int
    /// Whether its value is there.
    var isEvaluated = false
    /// Whether the value or gradient under way depends on it.
    var isNeeded = false
    /// Whether an operation reads it.
    var isUsed = false
    /// Whether its gradient holds a sum already.
    var hasGradient = false
    var value: UnsafeMutablePointer<Float>?
    var gradient: UnsafeMutablePointer<Float>?
    /// What the operation keeps of the value's computation for the gradient.
    var saved: UnsafeMutablePointer<Float>?

    init(_ operation: Operation, _ shape: Shape, _ inputs: Inputs = Inputs(), requiresGradient: Bool) {
        self.operation = operation
        self.shape = shape
        self.inputs = inputs
        self.requiresGradient = requiresGradient
        stride = Self.stride(of: shape)
    }

    /// Rows begin at whole vectors, and an odd number of cache lines apart, since rows that are a power of two apart
    /// would share a few sets of the cache.
    static func stride(of shape: Shape) -> Int {
        let padded = shape.paddedColumns
        return shape.rowCount > 1 && padded % 32 == 0 ? padded + 16 : padded
    }

    /// Its value, which must be there.
    var numbers: Numbers { Numbers(base: value!, shape: shape, stride: stride) }

    /// Its gradient, which must be there.
    var gradientNumbers: Numbers { Numbers(base: gradient!, shape: shape, stride: stride) }
}

/// Numbers of a shape in memory: rows of the last axis, `stride` numbers apart, with zeros up to a multiple of 16.
struct Numbers: BitwiseCopyable {
    let base: UnsafeMutablePointer<Float>
    let shape: Shape
    let stride: Int

    /// Numbers from the first to the last, gaps included.
    var span: Int { shape.rowCount * stride }

    @inline(__always)
    func row(_ index: Int) -> UnsafeMutablePointer<Float> { base + index &* stride }

    /// Makes all of them zero, gaps included.
    func clear() { base.update(repeating: 0, count: span) }

    /// Makes what lies past the end of each row zero.
    func clearPadding() {
        let padding = shape.paddedColumns - shape.inner
        guard padding > 0 else { return }
        for index in 0..<shape.rowCount { (row(index) + shape.inner).update(repeating: 0, count: padding) }
    }

    /// Copies rows of the same shape.
    func copy(_ other: Numbers) {
        for index in 0..<shape.rowCount { row(index).update(from: other.row(index), count: shape.paddedColumns) }
    }

    /// Copies numbers that lie next to each other.
    func write(_ numbers: UnsafePointer<Float>) {
        for index in 0..<shape.rowCount {
            row(index).update(from: numbers + index * shape.inner, count: shape.inner)
        }
        clearPadding()
    }

    /// A copy of the numbers without gaps.
    var contents: [Float] {
        [Float](unsafeUninitializedCapacity: shape.count) { buffer, count in
            count = shape.count
            guard let start = buffer.baseAddress else { return }
            for index in 0..<shape.rowCount {
                (start + index * shape.inner).initialize(from: row(index), count: shape.inner)
            }
        }
    }
}
