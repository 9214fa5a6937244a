/// The rows of another source, with their features scaled where a scaling is given.
public struct ScaledSource<Base: RowSource>: RowSource {
    /// How features were scaled; nil where they were not.
    public let scaling: FeatureScaling?
    private let base: Base

    /// Scales the rows of a source of as many features.
    public init(_ base: Base, by scaling: FeatureScaling?) {
        precondition(
            scaling.map { $0.count == base.featureNames.count } ?? true, "features and scales differ in number")
        self.base = base
        self.scaling = scaling
    }

    /// As in the other source.
    public var rowCount: Int { base.rowCount }
    /// As in the other source.
    public var featureNames: FeatureNames { base.featureNames }
    /// As in the other source.
    public var targetName: String { base.targetName }
    /// As in the other source.
    public var classes: ClassLabels? { base.classes }
    /// As in the other source.
    public var origin: RowOrigin { base.origin }
    /// As in the other source.
    public var hasWeights: Bool { base.hasWeights }
    /// As in the other source.
    public var scratchCount: Int { base.scratchCount }

    /// Writes a row, scaled.
    public func writeRow(_ index: Int, to record: RowRecord, scratch: UnsafeMutablePointer<Float>) {
        base.writeRow(index, to: record, scratch: scratch)
        scaling?.apply(to: record.features)
    }

    /// Writes rows, scaled.
    public func writeRows(_ rows: Range<Int>, to records: RowRecord, scratch: UnsafeMutablePointer<Float>) {
        base.writeRows(rows, to: records, scratch: scratch)
        guard let scaling else { return }
        for row in 0..<rows.count { scaling.apply(to: records.features + row * scaling.count) }
    }

    /// As in the other source.
    public func labels(of rows: [Int]) -> RowBatch { base.labels(of: rows) }

    /// As in the other source.
    public func readAhead(_ rows: Range<Int>) { base.readAhead(rows) }

    /// Those of the other source.
    public var releasableRuns: [Range<Int>]? { base.releasableRuns }

    /// As in the other source.
    public func release(_ run: Range<Int>) { base.release(run) }

    /// As in the other source.
    public func check() throws { try base.check() }
}
