/// Where rows come from: anything that can write row `i`, for any thread and in any order.
public protocol RowSource: Sendable {
    /// The number of rows.
    var rowCount: Int { get }
    /// The features of a row.
    var featureNames: FeatureNames { get }
    /// The column to predict.
    var targetName: String { get }
    /// The classes of a classification problem, whose targets are class indices; nil where targets are numbers to
    /// regress on.
    var classes: ClassLabels? { get }
    /// Where a user finds the rows.
    var origin: RowOrigin { get }
    /// How features were scaled; nil where they were not.
    var scaling: FeatureScaling? { get }
    /// How targets were scaled; nil where they were not.
    var targetScaling: TargetScaling? { get }
    /// What was taken from each feature's numbers before they were rounded to float32; nil for nothing.
    var featureOrigins: [Double]? { get }
    /// What was taken from each target before it was rounded to float32; 0 for nothing.
    var targetOrigin: Double { get }
    /// Whether rows have weights, finite numbers that are not negative: a row of weight 2 counts as two rows, and one of
    /// weight 0 as none. Where rows have no weights each counts as 1, and weights take neither memory nor time.
    var hasWeights: Bool { get }
    /// What the rows' own weights were multiplied by, for each class; nil where weights are the rows' own.
    var classFactors: [Double]? { get }
    /// Numbers of scratch memory that `writeRow` needs.
    var scratchCount: Int { get }

    /// Writes a row: its features, its target, and its weight where rows have weights; a pure function of `index`.
    func writeRow(_ index: Int, to record: RowRecord, scratch: UnsafeMutablePointer<Float>)

    /// Writes some rows, one after the other: what `writeRow` writes, perhaps faster.
    /// - Parameters:
    ///   - rows: consecutive rows.
    ///   - records: the place of the first of them.
    ///   - scratch: as many numbers as `scratchCount` says.
    func writeRows(_ rows: Range<Int>, to records: RowRecord, scratch: UnsafeMutablePointer<Float>)

    /// The targets and weights of some rows, without their features: what `writeRow` writes, perhaps faster.
    func labels(of rows: [Int]) -> RowBatch

    /// Says that some rows will be asked for soon, so that those of a file can be read in the meantime. Does not wait.
    func readAhead(_ rows: Range<Int>)

    /// All rows, in runs whose memory can be given back one at a time; nil where they have none that could be.
    var releasableRuns: [Range<Int>]? { get }

    /// Gives the memory of one of these runs back; its rows must not be asked for again.
    func release(_ run: Range<Int>)

    /// Called now and then while rows are in use, and when all are written.
    /// - Throws: where what was written cannot be trusted: a `DataError`, for example, where a file has changed or failed.
    func check() throws
}

extension RowSource {
    /// Rows without a file.
    public var origin: RowOrigin { .numbers }
    /// None: features are as they came.
    public var scaling: FeatureScaling? { nil }
    /// None: targets are as they came.
    public var targetScaling: TargetScaling? { nil }
    /// Nothing: features are as they came.
    public var featureOrigins: [Double]? { nil }
    /// Nothing: targets are as they came.
    public var targetOrigin: Double { 0 }
    /// None: each row counts as 1.
    public var hasWeights: Bool { false }
    /// None: weights are the rows' own.
    public var classFactors: [Double]? { nil }

    /// Writes one row after the other.
    public func writeRows(_ rows: Range<Int>, to records: RowRecord, scratch: UnsafeMutablePointer<Float>) {
        let width = featureNames.count
        for row in rows {
            writeRow(row, to: records.dropFirst(row - rows.lowerBound, featureCount: width), scratch: scratch)
        }
    }

    /// Writes one row after the other, and forgets its features.
    public func labels(of rows: [Int]) -> RowBatch {
        let width = featureNames.count
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: width + scratchCount + 1) { row in
            row.initialize(repeating: 0)
            let (features, scratch) = (row.baseAddress!, row.baseAddress! + width)
            return RowBatch(rowCount: rows.count, featureCount: 0, hasWeights: hasWeights) { records in
                for (place, index) in rows.enumerated() {
                    let record = RowRecord(
                        features: features, targets: records.targets + place,
                        weights: records.weights.map { $0 + place })
                    writeRow(index, to: record, scratch: scratch)
                }
            }
        }
    }

    /// Does nothing: rows are there, or made when they are asked for.
    public func readAhead(_ rows: Range<Int>) {}

    /// None: no memory can be given back.
    public var releasableRuns: [Range<Int>]? { nil }

    /// Does nothing: there is no such run.
    public func release(_ run: Range<Int>) {}

    /// Nothing can go wrong.
    public func check() throws {}

    /// A copy of some rows.
    public func read(_ rows: Range<Int>) -> RowBatch {
        RowBatch(rowCount: rows.count, featureCount: featureNames.count, hasWeights: hasWeights) { records in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: scratchCount + 1) { scratch in
                scratch.initialize(repeating: 0)
                writeRows(rows, to: records, scratch: scratch.baseAddress!)
            }
        }
    }
}
