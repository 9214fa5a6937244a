/// Rows held in memory, as they were read from a file.
public struct TableSource: RowSource {
    /// The names of the feature columns.
    public let featureNames: FeatureNames
    /// The name of the target column.
    public let targetName: String
    /// The classes that targets are indices of; nil where targets are numbers to regress on.
    public let classes: ClassLabels?
    /// Where the rows were read.
    public let origin: RowOrigin
    /// The number of rows.
    public var rowCount: Int { targets.count }
    /// None: rows are copied.
    public var scratchCount: Int { 0 }
    private let features: [Float]
    private let targets: [Float]

    /// Takes rows of `featureNames.count` numbers each, row-major, and a target for each; with classes, the index of one.
    public init(
        featureNames: [String], targetName: String, features: [Float], targets: [Float], classes: ClassLabels? = nil,
        origin: RowOrigin = .numbers
    ) {
        precondition(features.count == featureNames.count * targets.count, "rows and targets differ in number")
        if let classes {
            precondition(
                targets.allSatisfy { target in Int(exactly: target).map { (0..<classes.count).contains($0) } ?? false },
                "a target that is no class's index")
        }
        self.featureNames = .named(featureNames)
        self.targetName = targetName
        self.features = features
        self.targets = targets
        self.classes = classes
        self.origin = origin
    }

    /// Takes the rows of a file that was read with a target to regress on.
    public init(_ table: CSVTable, targetName: String) {
        self.init(
            featureNames: table.featureNames, targetName: targetName, features: table.features,
            targets: table.targets, origin: table.origin)
    }

    /// Takes the rows of a file that was read with a target that names a class.
    /// - Throws: `DataError` where a target is none of the classes.
    public init(_ table: CSVTable, targetName: String, classes: ClassLabels) throws(DataError) {
        self.init(
            featureNames: table.featureNames, targetName: targetName, features: table.features,
            targets: try classes.indices(of: table), classes: classes, origin: table.origin)
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
