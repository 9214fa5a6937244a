public import Files

/// The end of a run during which a file failed. What was asked for is right, or the run would not have begun.
public struct RunFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong with the file.
    public let cause: FileError

    /// One line for people.
    public var description: String { "\(cause)" }
}
