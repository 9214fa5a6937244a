/// A number, or a yes or no, that a ``Term`` takes: its name in configurations and files, what it may be, and what it is
/// where nothing is said.
public struct Hyperparameter: Hashable, Sendable {
    /// The name.
    public let name: String
    /// What it may be, and its default.
    public let domain: Domain
    /// One line for the user.
    public let documentation: String

    /// What a hyperparameter may be, and its default.
    public enum Domain: Hashable, Sendable {
        /// A number of a range.
        case number(NumberRange, default: Double)
        /// A whole number of a range.
        case integer(ClosedRange<Int>, default: Int)
        /// A whole number of a range that has to be given; `example` is one of them.
        case requiredInteger(ClosedRange<Int>, example: Int)
        /// A yes or no.
        case boolean(default: Bool)
    }

    /// A hyperparameter.
    public init(_ name: String, _ domain: Domain, _ documentation: String) {
        self.name = name
        self.domain = domain
        self.documentation = documentation
    }

    /// The same with another domain.
    public func with(_ domain: Domain) -> Self { Self(name, domain, documentation) }

    /// The value where nothing is said; nil where something has to be.
    public var defaultValue: Value? {
        switch domain {
        case .number(_, let number): .number(number)
        case .integer(_, let number): .integer(number)
        case .requiredInteger: nil
        case .boolean(let value): .boolean(value)
        }
    }

    /// A value of a hyperparameter.
    public enum Value: Hashable, Sendable {
        /// A number.
        case number(Double)
        /// A whole number.
        case integer(Int)
        /// A yes or no.
        case boolean(Bool)
    }
}
