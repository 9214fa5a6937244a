/// The classes of a classification problem, in order: class c is the one whose index is c.
public struct ClassLabels: Hashable, Sendable {
    /// The most classes that a problem may have.
    public static let maximumCount = 10_000

    /// The classes' names, as files and people see them.
    public let names: [String]
    private let indices: [Float: Int]

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
        var indices: [Float: Int] = [:]
        for (index, name) in names.enumerated() {
            guard let number = Int(name), String(number) == name, let label = Float(exactly: number) else { continue }
            indices[label] = index
        }
        self.indices = indices
    }

    /// The number of classes.
    public var count: Int { names.count }

    /// The name of a class.
    public subscript(index: Int) -> String { names[index] }

    /// The class whose name is this number, written without a decimal point; nil where there is none.
    public func index(of label: Float) -> Int? { indices[label] }
}
