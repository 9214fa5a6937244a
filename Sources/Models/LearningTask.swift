/// What a model's outputs mean.
public enum LearningTask: Hashable, Sendable {
    /// A number; one output, in the target's unit.
    case regression
    /// One of so many classes. With two classes there may be one output, the probability of class 1; otherwise there is
    /// a probability for each class.
    case classification(classCount: Int)
}
