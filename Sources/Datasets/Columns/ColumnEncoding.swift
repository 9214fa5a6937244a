/// How names, and pairs of columns, become features beside those that each column makes of itself.
public struct ColumnEncoding: Hashable, Sendable {
    /// Two columns whose products, or whose names taken together, are features too.
    public struct Interaction: Hashable, Sendable {
        /// The one.
        public let first: String
        /// The other one; of numbers, it may be the same.
        public let second: String

        /// A pair of columns.
        public init(_ first: String, _ second: String) {
            self.first = first
            self.second = second
        }
    }

    /// The columns whose names share so many features, as `NameHash` deals them.
    public var hash: [String: Int]
    /// The pairs of columns: products of numbers, a feature for every two names that a row has together, and for each name
    /// the number beside it.
    public var interactions: [Interaction]

    /// Columns that are hashed, and pairs of columns.
    public init(hash: [String: Int] = [:], interactions: [Interaction] = []) {
        self.hash = hash
        self.interactions = interactions
    }

    /// Whether each column is a feature, or a feature for each name, and nothing else.
    public var isEmpty: Bool { hash.isEmpty && interactions.isEmpty }

    /// The most features that a column's names may share.
    public static let mostHashed = 1 << 20
}
