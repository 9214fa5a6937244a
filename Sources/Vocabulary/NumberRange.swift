/// A range of finite numbers; a bound that is missing bounds nothing.
public struct NumberRange: Hashable, Sendable {
    private struct Bound: Hashable, Sendable {
        let number: Double
        let isIncluded: Bool
    }

    private var lower: Bound?
    private var upper: Bound?

    /// All finite numbers.
    public static let any = NumberRange()

    private init() {}

    /// Numbers from `lower` on, and below `upper` if there is one.
    public init(from lower: Double, below upper: Double? = nil) {
        self.lower = Bound(number: lower, isIncluded: true)
        self.upper = upper.map { Bound(number: $0, isIncluded: false) }
    }

    /// Numbers from `lower` to `upper`, both included.
    public init(from lower: Double, through upper: Double) {
        self.lower = Bound(number: lower, isIncluded: true)
        self.upper = Bound(number: upper, isIncluded: true)
    }

    /// Numbers above `lower`, up to and including `upper` if there is one.
    public init(above lower: Double, through upper: Double? = nil) {
        self.lower = Bound(number: lower, isIncluded: false)
        self.upper = upper.map { Bound(number: $0, isIncluded: true) }
    }

    /// Numbers above `lower` and below `upper`.
    public init(above lower: Double, below upper: Double) {
        self.lower = Bound(number: lower, isIncluded: false)
        self.upper = Bound(number: upper, isIncluded: false)
    }

    /// Whether a number is finite and within the bounds.
    public func contains(_ number: Double) -> Bool {
        guard number.isFinite else { return false }
        if let lower, lower.isIncluded ? number < lower.number : number <= lower.number { return false }
        if let upper, upper.isIncluded ? number > upper.number : number >= upper.number { return false }
        return true
    }

    /// The bounds as JSON Schema names them.
    public var bounds: [(keyword: String, number: Double)] {
        [
            lower.map { ($0.isIncluded ? "minimum" : "exclusiveMinimum", $0.number) },
            upper.map { ($0.isIncluded ? "maximum" : "exclusiveMaximum", $0.number) },
        ].compactMap(\.self)
    }
}

extension NumberRange: CustomStringConvertible {
    /// What messages say after the word "expected": `a number of at least 0 and below 1`.
    public var description: String {
        let bounds = [
            lower.map { ($0.isIncluded ? "of at least " : "above ") + $0.number.shortestText },
            upper.map { ($0.isIncluded ? "at most " : "below ") + $0.number.shortestText },
        ].compactMap(\.self)
        return (["a number"] + [bounds.joined(separator: " and ")]).filter { !$0.isEmpty }.joined(separator: " ")
    }
}

extension Double {
    /// The shortest text that reads back as the same number; a whole number has no fraction.
    package var shortestText: String {
        let text = description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
