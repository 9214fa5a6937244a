/// The rows of another source, with their features and their targets scaled where a scaling is given.
public struct ScaledSource<Base: RowSource>: RowSource {
    /// How features were scaled; nil where they were not.
    public let scaling: FeatureScaling?
    /// How targets were scaled; nil where they were not.
    public let targetScaling: TargetScaling?
    private let base: Base

    /// Scales the rows of a source of as many features.
    /// - Parameters:
    ///   - base: the other source.
    ///   - scaling: how features are scaled; nil for not at all.
    ///   - targetScaling: how targets, which are numbers, are scaled; nil for not at all.
    public init(_ base: Base, by scaling: FeatureScaling?, target targetScaling: TargetScaling? = nil) {
        precondition(
            scaling.map { $0.count == base.featureNames.count } ?? true, "features and scales differ in number")
        precondition(targetScaling == nil || base.classes == nil, "a scale of classes")
        self.base = base
        self.scaling = scaling
        self.targetScaling = targetScaling
    }

    /// Nothing where features are scaled; otherwise as in the other source.
    public var featureOrigins: [Double]? { scaling == nil ? base.featureOrigins : nil }
    /// Nothing where targets are scaled; otherwise as in the other source.
    public var targetOrigin: Double { targetScaling == nil ? base.targetOrigin : 0 }

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
        scaling?.apply(to: record.features, countedFrom: base.featureOrigins)
        if let targetScaling { record.target = targetScaling.scaled(record.target, from: base.targetOrigin) }
    }

    /// Writes rows, scaled.
    public func writeRows(_ rows: Range<Int>, to records: RowRecord, scratch: UnsafeMutablePointer<Float>) {
        base.writeRows(rows, to: records, scratch: scratch)
        if let scaling {
            let origins = base.featureOrigins
            for row in 0..<rows.count {
                scaling.apply(to: records.features + row * scaling.count, countedFrom: origins)
            }
        }
        if let targetScaling {
            let origin = base.targetOrigin
            for row in 0..<rows.count {
                records.targets[row] = targetScaling.scaled(records.targets[row], from: origin)
            }
        }
    }

    /// Those of the other source, with targets scaled.
    public func labels(of rows: [Int]) -> RowBatch {
        var labels = base.labels(of: rows)
        if let targetScaling {
            labels.targets = labels.targets.map { targetScaling.scaled($0, from: base.targetOrigin) }
        }
        return labels
    }

    /// As in the other source.
    public func readAhead(_ rows: Range<Int>) { base.readAhead(rows) }

    /// Those of the other source.
    public var releasableRuns: [Range<Int>]? { base.releasableRuns }

    /// As in the other source.
    public func release(_ run: Range<Int>) { base.release(run) }

    /// As in the other source.
    public func check() throws { try base.check() }
}
