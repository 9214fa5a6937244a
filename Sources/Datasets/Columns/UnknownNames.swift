/// How many rows have a name in a column, or a feature of a LIBSVM file, that no row to train on had.
public struct UnknownNames: Hashable, Sendable, CustomStringConvertible {
    /// The name of the column; nil for features of a LIBSVM file.
    public let column: String?
    /// The number of rows.
    public internal(set) var rowCount: Int

    /// One line for people.
    public var description: String {
        let rows = rowCount == 1 ? "1 row has" : "\(rowCount) rows have"
        guard let column else { return "\(rows) features that training never saw" }
        return "\(rows) \(rowCount == 1 ? "a name" : "names") that training never saw in \(column)"
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
