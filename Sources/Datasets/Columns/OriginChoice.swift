/// Which origins the numbers of columns are counted from.
public enum OriginChoice: Hashable, Sendable {
    /// None: numbers are rounded as they are.
    case zero
    /// Where numbers are large beside their differences, one near the first of them; otherwise none.
    /// - Parameters:
    ///   - features: whether features have origins.
    ///   - target: whether targets have one.
    case nearFirst(features: Bool, target: Bool)
    /// These, of rows that were read before.
    case given(ColumnOrigins)
}
