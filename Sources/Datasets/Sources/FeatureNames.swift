/// The names of a set's columns.
public enum FeatureNames: Hashable, Sendable {
    /// Features without names of their own: `x1`, `x2`, and so on.
    case numbered(count: Int)
    /// Named features, in the order in which a row holds them.
    case named([String])

    /// The number of features.
    public var count: Int {
        switch self {
        case .numbered(let count): count
        case .named(let names): names.count
        }
    }

    /// All names, in order.
    public var all: [String] { (0..<count).map { self[$0] } }

    /// The name of a feature.
    public subscript(index: Int) -> String {
        switch self {
        case .numbered: "x\(index + 1)"
        case .named(let names): names[index]
        }
    }
}
