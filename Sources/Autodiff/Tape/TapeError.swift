/// A mistake in what was asked of a tape.
public struct TapeError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The operation, such as `matmul`.
    public let operation: String
    /// The shapes that it was given.
    public let shapes: [Shape]
    /// What is wrong with them.
    public let reason: String

    /// One line for people, such as `matmul of [2, 3] and [4, 5]: 3 columns and 4 rows do not fit`.
    public var description: String {
        let operands = shapes.map(\.description).joined(separator: " and ")
        return operands.isEmpty ? "\(operation): \(reason)" : "\(operation) of \(operands): \(reason)"
    }
}
