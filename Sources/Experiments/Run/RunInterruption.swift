/// The end of a run that was asked to stop. Its keeper, where it has one, has a checkpoint of the last step.
public struct RunInterruption: Error, Sendable, Equatable, CustomStringConvertible {
    /// Steps taken.
    public let stepCount: Int
    /// Steps in the whole run.
    public let totalSteps: Int
    /// The signal that asked; 0 where none did.
    public let signal: Int32

    /// One line for people.
    public var description: String { "interrupted at step \(stepCount) of \(totalSteps)" }
}
