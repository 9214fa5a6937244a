/// What is wrong with the weights of rows.
public struct WeightError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The index of the row whose weight is none; nil where no row of a part has a weight above 0.
    public let row: Int?
    /// One line for people.
    public let description: String

    init(row: Int, name: String, found: String) {
        self.row = row
        description = "\(name): found a weight of \(found), \(Self.expectation)"
    }

    init(noneOf part: HeldOutSplit.Part) {
        row = nil
        description = "found no weight above 0 in the \(part) rows, expected at least one"
    }

    private static let expectation = "expected a finite number of at least 0"
}
