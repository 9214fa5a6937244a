/// What a measure came to.
public enum MeasuredValue: Hashable, Sendable {
    /// This number.
    case number(Double)
    /// Nothing, since the rows do not define it, with the reason, such as `no row is of class 1`.
    case undefined(String)

    /// The number; nil where there is none.
    public var number: Double? {
        if case .number(let number) = self { number } else { nil }
    }

    /// Why there is none; nil where there is one.
    public var reason: String? {
        if case .undefined(let reason) = self { reason } else { nil }
    }
}
