/// What a measure came to.
public enum MeasuredValue: Hashable, Sendable {
    /// This number.
    case number(Double)
    /// Nothing, since the rows do not define it, with the reason, such as `no row is of class 1`.
    case undefined(String)

    /// This number, or nothing where it is none, as after a model has diverged.
    init(_ number: Double) { self = number.isNaN ? .undefined("a prediction is no number") : .number(number) }

    /// A part of a whole.
    /// - Parameter reason: why there is no value where the whole is 0.
    init(_ part: Double, of whole: Double, orElse reason: String) {
        self = whole == 0 ? .undefined(reason) : MeasuredValue(part / whole)
    }

    /// The number; nil where there is none.
    public var number: Double? {
        if case .number(let number) = self { number } else { nil }
    }

    /// Why there is none; nil where there is one.
    public var reason: String? {
        if case .undefined(let reason) = self { reason } else { nil }
    }
}
