/// What is done where a table has no value: in a CSV file where a field is empty, `NA` or `NaN`.
public enum MissingPolicy: Sendable {
    /// The file is refused.
    case refused
    /// The row is left out.
    case dropped
    /// The number is read as NaN. A missing target or category is refused.
    case kept
}
