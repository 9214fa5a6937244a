/// Which rows are held out.
public enum HeldOutOrder: String, Sendable, CaseIterable {
    /// Rows that the seed draws.
    case random
    /// The last ones in the file's order: forward in time, where that is the order of time.
    case last
}
