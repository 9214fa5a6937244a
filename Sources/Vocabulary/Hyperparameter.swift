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

/// The values of a term's hyperparameters.
public struct HyperparameterValues: Hashable, Sendable {
    private var values: [String: Hyperparameter.Value]

    /// Values by the hyperparameters' names.
    public init(_ values: [String: Hyperparameter.Value] = [:]) { self.values = values }

    /// The defaults of a term; those that have to be given are missing.
    public init(defaultsOf term: some Term) {
        values = [:]
        for hyperparameter in term.hyperparameters { values[hyperparameter.name] = hyperparameter.defaultValue }
    }

    /// The value of a hyperparameter; nil where it is missing.
    public subscript(hyperparameter: Hyperparameter) -> Hyperparameter.Value? {
        get { values[hyperparameter.name] }
        set { values[hyperparameter.name] = newValue }
    }

    /// A number that must be there.
    public func number(_ hyperparameter: Hyperparameter) -> Double {
        guard case .number(let number) = self[hyperparameter] else { missing(hyperparameter, "number") }
        return number
    }

    /// A number that must be there, in single precision.
    public func float(_ hyperparameter: Hyperparameter) -> Float { Float(number(hyperparameter)) }

    /// A whole number that must be there.
    public func integer(_ hyperparameter: Hyperparameter) -> Int {
        guard case .integer(let number) = self[hyperparameter] else { missing(hyperparameter, "whole number") }
        return number
    }

    /// A yes or no that must be there.
    public func boolean(_ hyperparameter: Hyperparameter) -> Bool {
        guard case .boolean(let value) = self[hyperparameter] else { missing(hyperparameter, "yes or no") }
        return value
    }

    private func missing(_ hyperparameter: Hyperparameter, _ kind: String) -> Never {
        preconditionFailure("no \(kind) for \(hyperparameter.name)")
    }
}
