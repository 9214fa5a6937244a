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

/// Where rows come from: anything that can write row `i`, whoever asks and in whatever order.
public protocol RowSource: Sendable {
    /// The number of rows.
    var rowCount: Int { get }
    /// The features of a row.
    var featureNames: FeatureNames { get }
    /// The column that is to be predicted.
    var targetName: String { get }
    /// Numbers of scratch memory that `writeRow` needs.
    var scratchCount: Int { get }

    /// Writes a row's features and returns its target; a pure function of `index`.
    func writeRow(
        _ index: Int, features: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
    ) -> Float
}

/// Rows held in memory, as they were read from a file.
public struct TableSource: RowSource {
    /// The names of the feature columns.
    public let featureNames: FeatureNames
    /// The name of the target column.
    public let targetName: String
    /// The number of rows.
    public var rowCount: Int { targets.count }
    /// None: rows are copied.
    public var scratchCount: Int { 0 }
    private let features: [Float]
    private let targets: [Float]

    /// Takes rows of `featureNames.count` numbers each, row-major, and a target for each.
    public init(featureNames: [String], targetName: String, features: [Float], targets: [Float]) {
        precondition(features.count == featureNames.count * targets.count, "rows and targets differ in number")
        self.featureNames = .named(featureNames)
        self.targetName = targetName
        self.features = features
        self.targets = targets
    }

    /// Takes the rows of a file that was read with a target.
    public init(_ table: CSVTable, targetName: String) {
        self.init(
            featureNames: table.featureNames, targetName: targetName, features: table.features, targets: table.targets)
    }

    /// Copies a row.
    public func writeRow(
        _ index: Int, features row: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
    ) -> Float {
        features.withUnsafeBufferPointer {
            guard let base = $0.baseAddress else { return }
            row.update(from: base + index * featureNames.count, count: featureNames.count)
        }
        return targets[index]
    }
}
