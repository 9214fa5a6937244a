/// What is done where a table has no feature: in a CSV file where a field is empty or has a word such as `NA`. Rows without a
/// target are left out whatever the policy.
public enum MissingPolicy: Sendable {
    /// The file is refused.
    case refused
    /// The row is left out.
    case dropped
    /// A number is read as NaN, and a category as the empty name, which is a category of its own. A missing weight is refused.
    case kept
}
