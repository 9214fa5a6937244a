/// What a model is to say of a row.
public enum StarterTask: String, Sendable, CaseIterable {
    /// A number.
    case regression
    /// One of several classes.
    case classification
}
