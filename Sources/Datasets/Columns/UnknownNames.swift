/// How many rows have a name in a column that no row to train on had.
public struct UnknownNames: Hashable, Sendable, CustomStringConvertible {
    /// The name of the column.
    public let column: String
    /// The number of rows.
    public internal(set) var rowCount: Int

    /// One line for people.
    public var description: String {
        rowCount == 1
            ? "1 row has a name that training never saw in \(column)"
            : "\(rowCount) rows have names that training never saw in \(column)"
    }
}

extension [UnknownNames] {
    /// Adds the rows of others.
    public mutating func add(_ others: [UnknownNames]) {
        for other in others {
            if let place = firstIndex(where: { $0.column == other.column }) {
                self[place].rowCount += other.rowCount
            } else {
                append(other)
            }
        }
    }
}
