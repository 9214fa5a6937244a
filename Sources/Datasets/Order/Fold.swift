/// One of the parts that rows are cut in, each of which is predicted by a model of the others.
public struct Fold: Hashable, Sendable {
    /// Which it is, from 1.
    public let number: Int
    /// How many there are.
    public let count: Int

    /// - Parameters:
    ///   - number: from 1 to `count`.
    ///   - count: at least 2.
    public init(number: Int, of count: Int) {
        precondition(count >= 2 && (1...count).contains(number), "no such fold")
        self.number = number
        self.count = count
    }
}
