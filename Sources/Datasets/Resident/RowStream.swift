public import NUMA

/// Rows from anywhere, some at a time and always in the same order.
public struct RowStream {
    /// The number of rows.
    public let rowCount: Int
    /// The features of a row.
    public let featureNames: FeatureNames
    /// The name of the target; nil where rows have none.
    public let targetName: String?
    /// The name of the rows' weights; nil where these have none.
    public let weightName: String?
    /// The classes that targets are indices of; nil where they are numbers.
    public let classes: ClassLabels?
    private let pass: (_ body: (RowBatch) throws -> Void) throws -> Void

    /// The most numbers of features in memory at a time, or those of one row where that has more.
    private static let numbersAtOnce = 1 << 21

    private static func rowsAtOnce(_ featureCount: Int) -> Int {
        max(min(1 << 16, numbersAtOnce / max(featureCount, 1)), 1)
    }

    /// The rows of a source, which workers make.
    public init(_ source: some RowSource, workers: Workers) {
        rowCount = source.rowCount
        featureNames = source.featureNames
        targetName = source.targetName
        weightName = source.hasWeights ? "weight" : nil
        classes = source.classes
        pass = { body in
            let count = Self.rowsAtOnce(source.featureNames.count)
            for start in stride(from: 0, to: source.rowCount, by: count) {
                try body(Self.rows(start..<min(start + count, source.rowCount), of: source, workers))
            }
        }
    }

    /// The rows of a file, which is read once here and once in each pass.
    /// - Parameters:
    ///   - file: the file.
    ///   - kind: what is read as the target; nil for rows without one.
    ///   - workers: the threads that read.
    /// - Throws: `DataError` as `RowFile.survey` does.
    public init(_ file: RowFile, targets kind: FileRows.TargetKind?, workers: Workers) throws {
        let survey = try file.survey(targets: kind, workers: workers)
        rowCount = survey.rowCount
        featureNames = survey.featureNames
        targetName = kind == nil ? nil : file.target ?? "y"
        weightName = kind == nil ? nil : file.weight
        classes = survey.classes
        pass = { [targetName] body in
            var rowCount = 0
            func check(_ isFitting: Bool) throws(DataError) {
                guard !isFitting else { return }
                throw DataError(
                    file: file.path, found: "\(rowCount) rows", expected: "\(survey.rowCount), as a moment ago")
            }
            try file.forEachPiece(
                ofRows: Self.rowsAtOnce(survey.featureNames.count), targets: kind, features: survey.featureNames,
                workers: workers
            ) { piece in
                rowCount += piece.rowCount
                try check(rowCount <= survey.rowCount)
                let source = try kind.map { _ in
                    try TableSource(piece, targetName: targetName ?? "", classes: survey.classes)
                }
                try body(RowBatch(features: piece.features(), targets: source?.targets ?? [], weights: source?.weights))
            }
            try check(rowCount == survey.rowCount)
        }
    }

    /// Passes all rows to `body`, some at a time.
    /// - Throws: what reading the file or `body` throws.
    public func forEachPiece(_ body: (RowBatch) throws -> Void) throws { try pass(body) }

    /// Makes consecutive rows, in parallel.
    private static func rows(_ rows: Range<Int>, of source: some RowSource, _ workers: Workers) -> RowBatch {
        let width = source.featureNames.count
        return RowBatch(rowCount: rows.count, featureCount: width, hasWeights: source.hasWeights) { records in
            // Safe: each iteration writes rows of its own.
            nonisolated(unsafe) let records = records
            let size = max(rows.count / 64, 1)
            workers.perform((rows.count + size - 1) / size) { block in
                let some = block * size..<min((block + 1) * size, rows.count)
                withUnsafeTemporaryAllocation(of: Float.self, capacity: source.scratchCount + 1) { scratch in
                    scratch.initialize(repeating: 0)
                    source.writeRows(
                        rows.lowerBound + some.lowerBound..<rows.lowerBound + some.upperBound,
                        to: records.dropFirst(some.lowerBound, featureCount: width), scratch: scratch.baseAddress!)
                }
            }
        }
    }
}
