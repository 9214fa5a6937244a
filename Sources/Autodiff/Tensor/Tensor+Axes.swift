extension Tensor {
    /// The sum of all numbers.
    public func sum() -> Tensor { recorded(.sumAll(isMean: false)) { _ in .scalar } }

    /// The mean of all numbers.
    public func mean() -> Tensor { recorded(.sumAll(isMean: true)) { _ in .scalar } }

    /// Sums along an axis, which goes; axis −1 is the last.
    public func sum(axis: Int) -> Tensor { reduced("sum", axis) { .sum(axis: $0, isMean: false) } }

    /// Means along an axis, which goes; axis −1 is the last.
    public func mean(axis: Int) -> Tensor { reduced("mean", axis) { .sum(axis: $0, isMean: true) } }

    /// The largest numbers along an axis, which goes; axis −1 is the last. The gradient goes to the first of several.
    public func max(axis: Int) -> Tensor { reduced("max", axis) { .max(axis: $0) } }

    /// e^zᵢ / Σⱼ e^zⱼ along the last axis.
    public func softmax() -> Tensor { recorded(.softmax) { $0 } }

    /// zᵢ − ln Σⱼ e^zⱼ along the last axis.
    public func logSoftmax() -> Tensor { recorded(.logSoftmax) { $0 } }

    /// gain · (a − μ) / √(σ² + ε) + bias, with mean μ and variance σ² along the last axis
    /// (Ba, Kiros and Hinton, Layer Normalization, 2016, equation 4).
    /// - Parameters:
    ///   - gain: a number for each place of the last axis.
    ///   - bias: as many.
    ///   - epsilon: ε, which is added to the variance.
    public func layerNorm(gain: Tensor, bias: Tensor, epsilon: Float = 1e-5) -> Tensor {
        recorded(.layerNorm(epsilon: epsilon)) { $0 } * gain + bias
    }

    private func reduced(_ name: String, _ axis: Int, _ operation: (Int) -> Operation) -> Tensor {
        guard let axis = place(ofAxis: axis, for: name) else { return Tensor(invalidOn: state) }
        if case .max = operation(axis), node.shape[axis] == 0 {
            return failed(name, [node.shape], "axis \(axis) holds nothing")
        }
        return recorded(operation(axis)) { $0.removing(axis) }
    }

    /// The place of an axis that may be counted from the end; nil, and a mistake, where there is none.
    func place(ofAxis axis: Int, for name: String) -> Int? {
        guard isUsable(by: name) else { return nil }
        let rank = node.shape.rank
        guard (-rank..<rank).contains(axis) else {
            state.pointee.fail(name, [node.shape], "there is no axis \(axis)")
            return nil
        }
        return axis < 0 ? axis + rank : axis
    }
}
