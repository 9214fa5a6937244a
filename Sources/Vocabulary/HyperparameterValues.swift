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
