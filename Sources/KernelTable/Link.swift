/// How a prediction follows from an output z, the weighted sum of a linear model.
public enum Link: Hashable, Sendable, BitwiseCopyable {
    /// The prediction is z.
    case identity
    /// The prediction is eᶻ, which is above 0.
    case log
    /// The prediction is 1 / (1 + e⁻ᶻ), a probability.
    case logit
}

extension KernelTable {
    /// Replaces outputs by predictions.
    public func predict(_ outputs: UnsafeMutablePointer<Float>, _ count: Int, link: Link) {
        switch link {
        case .identity: break
        case .log: exponentials(outputs, count)
        case .logit: sigmoids(outputs, count)
        }
    }
}
