/// The classes of a classification problem, in order: class c is the one whose index is c.
public struct ClassLabels: Hashable, Sendable {
    /// The most classes that a problem may have.
    public static let maximumCount = 10_000

    /// The classes' names, as files and people see them.
    public let names: [String]
    private let indices: [String: Int]

    /// Takes the names of the classes; nil where they are fewer than 2, more than `maximumCount`, or not distinct.
    public init?(names: [String]) {
        guard (2...Self.maximumCount).contains(names.count), Set(names).count == names.count else { return nil }
        self.init(distinct: names)
    }

    /// Classes `0`, `1`, and so on, from 2 to `maximumCount` of them.
    public init(count: Int) {
        precondition((2...Self.maximumCount).contains(count), "\(count) classes")
        self.init(distinct: (0..<count).map { String($0) })
    }

    init(distinct names: [String]) {
        self.names = names
        indices = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    }

    /// The number of classes.
    public var count: Int { names.count }

    /// The name of a class.
    public subscript(index: Int) -> String { names[index] }

    /// The class of this name; nil where there is none.
    public func index(of name: String) -> Int? { indices[name] }
}
