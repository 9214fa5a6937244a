extension Tensor {
    /// The same numbers in the same order under another shape.
    public func reshaped(to shape: Shape) -> Tensor {
        guard isUsable(by: "reshape") else { return Tensor(invalidOn: state) }
        guard shape.count == node.shape.count else {
            return failed("reshape", [node.shape, shape], "\(node.shape.count) and \(shape.count) numbers")
        }
        return recorded(.reshape) { _ in shape }
    }

    /// The last two axes exchanged.
    public func transposed() -> Tensor {
        guard isUsable(by: "transpose") else { return Tensor(invalidOn: state) }
        guard node.shape.rank >= 2 else { return failed("transpose", [node.shape], "expected at least two axes") }
        return recorded(.transpose, shape: \.transposed)
    }

    /// Places `range` of an axis; axis −1 is the last.
    public func slice(_ range: Range<Int>, axis: Int = 0) -> Tensor {
        guard let axis = place(ofAxis: axis, for: "slice") else { return Tensor(invalidOn: state) }
        guard range.lowerBound >= 0, range.upperBound <= node.shape[axis] else {
            return failed("slice", [node.shape], "\(range) is not within axis \(axis)")
        }
        return recorded(.slice(axis: axis, start: range.lowerBound)) { $0.resized(axis, to: range.count) }
    }

    /// This tensor and then another one along an axis; axis −1 is the last.
    public func concatenated(with other: Tensor, axis: Int = 0) -> Tensor {
        guard let axis = place(ofAxis: axis, for: "concatenate") else { return Tensor(invalidOn: state) }
        return recorded(.concatenate(axis: axis), other, reason: "they differ in another axis than \(axis)") { a, b in
            guard a.rank == b.rank, b.resized(axis, to: a[axis]) == a else { return nil }
            return a.resized(axis, to: a[axis] + b[axis])
        }
    }

    /// Rows of a table [count, columns] picked by their places [n], as [n, columns]: an embedding. The gradient adds up
    /// where a row is picked more than once.
    /// - Parameter places: whole numbers from 0.
    public func gatherRows(_ places: Tensor) -> Tensor {
        recorded(.gatherRows, places, reason: "expected a matrix and a vector of places") { table, places in
            table.rank == 2 && places.rank == 1 ? Shape(places.inner, table.inner) : nil
        }
    }

    /// In training each number is zero with a probability, or else divided by the probability of being kept (Srivastava
    /// et al., 2014, section 10); nothing changes in evaluation.
    ///
    /// What is dropped is a function of the tape's seed and step, of the row along the first axis, and of how many
    /// dropouts the tape has recorded before; the numbers are Philox's.
    /// - Parameter probability: at least 0 and less than 1.
    public func dropout(_ probability: Float) -> Tensor {
        guard isUsable(by: "dropout") else { return Tensor(invalidOn: state) }
        guard (0..<1).contains(probability) else {
            return failed("dropout", [node.shape], "probability \(probability), expected 0 or more and less than 1")
        }
        guard case .training = state.pointee.pass, probability > 0 else { return self }
        defer { state.pointee.dropoutCount += 1 }
        return recorded(.dropout(probability: probability, ordinal: state.pointee.dropoutCount)) { $0 }
    }
}
