/// Why numbers are not a distribution, for example
/// `not a distribution: probabilities[2]: found -0.1, expected a finite number of at least 0`.
public struct DistributionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The entry, counted from 0, or the sum.
    public let place: String
    /// What is there.
    public let found: String
    /// What should be there.
    public let expected: String

    /// The error as one line.
    public var description: String { "not a distribution: \(place): found \(found), expected \(expected)" }
}
