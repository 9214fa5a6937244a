public import Kernels

extension Tensor {
    /// The matrix product of [n, k] and [k, m], as [n, m]. A left factor of rank 3 is one matrix after the other, and
    /// multiplies as many right ones, or the same one every time. Factors that are `transposed()` are not copied.
    public func matmul(_ other: Tensor) -> Tensor {
        guard areUsable(by: "matmul", other) else { return Tensor(invalidOn: state) }
        let (a, b) = (node.shape, other.node.shape)
        guard a.rank >= 2, b.rank == 2 || b.rank == 3 && b.rank == a.rank && b.outer == a.outer else {
            return failed("matmul", [a, b], "expected two matrices, or as many of the one as of the other")
        }
        guard a.inner == b.middle else {
            return failed("matmul", [a, b], "\(a.inner) columns and \(b.middle) rows do not fit")
        }
        // A common right factor takes the rows of all matrices at once, which a transposed left one has not in a row.
        let (left, leftIsTransposed) = b.rank == 2 && a.rank == 3 ? (index, false) : untransposed
        let (right, rightIsTransposed) = leftIsTransposed ? (other.index, false) : other.untransposed
        return record(
            .matmul(leftIsTransposed: leftIsTransposed, rightIsTransposed: rightIsTransposed),
            a.resized(a.rank - 1, to: b.inner), Node.Inputs(first: left, second: right))
    }

    /// f(x · Wᵀ + b) of rows x, at once.
    /// - Parameters:
    ///   - weight: W, [outputs, inputs].
    ///   - bias: b, [outputs]; nil for none.
    ///   - activation: f; nil for the sums themselves.
    public func linear(_ weight: Tensor, _ bias: Tensor? = nil, activation: Activation? = nil) -> Tensor {
        guard areUsable(by: "linear", weight) else { return Tensor(invalidOn: state) }
        let (x, w) = (node.shape, weight.node.shape)
        guard x.rank >= 1, w.rank == 2, x.inner == w.inner else {
            return failed("linear", [x, w], "expected an input of the weights [outputs, inputs] for each column")
        }
        if let bias {
            guard areUsable(by: "linear", bias) else { return Tensor(invalidOn: state) }
            guard bias.node.shape == Shape(w.middle) else {
                return failed("linear", [w, bias.node.shape], "expected a bias for each output")
            }
        }
        let (place, isTransposed) = weight.untransposed
        return record(
            .linear(weightIsTransposed: isTransposed, activation: activation), x.resized(x.rank - 1, to: w.middle),
            Node.Inputs(first: index, second: place, third: bias?.index ?? Node.Inputs.none))
    }

    /// The tensor that this one is the transpose of, or this one.
    private var untransposed: (index: Int32, isTransposed: Bool) {
        if case .transpose = node.operation { return (node.inputs.first, true) }
        return (index, false)
    }
}
