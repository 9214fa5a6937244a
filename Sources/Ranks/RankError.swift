/// Why a process cannot take part in a job of several ranks.
public struct RankError: Error, Equatable, Sendable, CustomStringConvertible {
    /// One line: what was found, and what was expected.
    public let description: String

    /// An error with a line of its own.
    public init(_ description: String) { self.description = description }
}
