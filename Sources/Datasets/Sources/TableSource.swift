/// Rows as they were read from a file.
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
    /// The target of each row: a number, or a class's index.
    public let targets: [Float]
    /// What was taken from each feature's numbers before they were rounded to float32; nil for nothing.
    public let featureOrigins: [Double]?
    /// What was taken from each target before it was rounded to float32; 0 for nothing.
    public let targetOrigin: Double
    /// The weight of each row; nil where rows have none.
    public let weights: [Float]?
    /// Whether rows have weights.
    public var hasWeights: Bool { weights != nil }
    private let features: any FeatureMatrix

    /// Takes rows of numbers.
    /// - Parameters:
    ///   - featureNames: the names of the features.
    ///   - targetName: the name of the target.
    ///   - features: `featureNames.count` numbers for each row, row-major.
    ///   - targets: a number for each row; with classes, the index of one.
    ///   - weights: how much each row counts, a finite number that is not negative; nil where each counts as 1.
    ///   - classes: those that targets are indices of; nil where targets are numbers to regress on.
    ///   - origin: where a user finds the rows.
    public init(
        featureNames: [String], targetName: String, features: [Float], targets: [Float], weights: [Float]? = nil,
        classes: ClassLabels? = nil, origin: RowOrigin = .numbers
    ) {
        precondition(features.count == featureNames.count * targets.count, "rows and targets differ in number")
        precondition(weights.map { $0.count == targets.count } ?? true, "rows and weights differ in number")
        if let classes {
            precondition(
                targets.allSatisfy { target in Int(exactly: target).map { (0..<classes.count).contains($0) } ?? false },
                "a target that is no class's index")
        }
        self.featureNames = .named(featureNames)
        self.targetName = targetName
        self.features = DenseMatrix(values: features, rowCount: targets.count, columnCount: featureNames.count)
        self.targets = targets
        self.weights = weights
        self.classes = classes
        self.origin = origin
        targetOrigin = 0
        featureOrigins = nil
    }

    /// Takes the rows of a file that were read with targets.
    /// - Parameters:
    ///   - rows: rows with targets.
    ///   - targetName: what the target is called where the file has no name for it.
    ///   - classes: those that labels name; nil where targets are numbers.
    /// - Throws: `DataError` where a label is none of the classes.
    public init(_ rows: FileRows, targetName: String, classes: ClassLabels?) throws(DataError) {
        featureNames = rows.featureNames
        self.targetName = targetName
        self.classes = classes
        origin = rows.origin
        features = rows.matrix
        weights = rows.weights
        targetOrigin = rows.targetOrigin
        featureOrigins = rows.featureOrigins
        switch (rows.targets, classes) {
        case (.numbers(let numbers), nil): targets = numbers
        case (.labels(let column), let classes?): targets = try classes.indices(of: column, in: rows)
        default: preconditionFailure("classes and targets of different kinds")
        }
    }

    /// Copies a row.
    public func writeRow(_ index: Int, to record: RowRecord, scratch: UnsafeMutablePointer<Float>) {
        features.write(row: index, to: record.features)
        record.target = targets[index]
        if let weights { record.weight = weights[index] }
    }

    /// Copies rows.
    public func writeRows(_ rows: Range<Int>, to records: RowRecord, scratch: UnsafeMutablePointer<Float>) {
        features.write(rows: rows, to: records.features)
        func copy(_ numbers: [Float], to memory: UnsafeMutablePointer<Float>) {
            numbers.withUnsafeBufferPointer {
                guard let base = $0.baseAddress else { return }
                memory.update(from: base + rows.lowerBound, count: rows.count)
            }
        }
        copy(targets, to: records.targets)
        if let weights, let memory = records.weights { copy(weights, to: memory) }
    }

    /// Copies targets and weights.
    public func labels(of rows: [Int]) -> RowBatch {
        RowBatch(features: [], targets: rows.map { targets[$0] }, weights: weights.map { all in rows.map { all[$0] } })
    }

    /// Has the file read, where rows are left there.
    public func readAhead(_ rows: Range<Int>) { features.readAhead(rows: rows) }

    /// Those of the memory that a file was read into.
    public var releasableRuns: [Range<Int>]? { features.releasableRuns }

    /// Gives a run's memory back.
    public func release(_ run: Range<Int>) { features.release(run) }

    /// - Throws: `DataError` where the file of the rows has changed since they were first read, or fails.
    public func check() throws { try features.check() }
}
