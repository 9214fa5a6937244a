public import NUMA

extension FeatureScaling {
    /// Measures one part of a split of a table, as `init(_:fillsMissing:of:part:of:workers:)` does, and leaves features of
    /// names as they are, so that zeros stay zeros: only numbers and their products are brought to a common scale.
    ///
    /// A number that stands beside a name is divided by its root mean square, or with `minmax` by its largest magnitude; what
    /// stands for it where it is missing is its mean.
    /// - Parameters:
    ///   - kind: how numbers are scaled.
    ///   - fillsMissing: Whether a number may be missing, in whose place the mean of the others stands.
    ///   - rows: the rows of a table.
    ///   - part: whose rows are measured.
    ///   - split: a split of all rows.
    ///   - workers: the threads that measure.
    /// - Throws: `NoNumbers` where a feature is missing in every row.
    public init(
        _ kind: Kind, fillsMissing: Bool, ofNumbersOf rows: FileRows, part: HeldOutSplit.Part, of split: HeldOutSplit,
        workers: Workers
    ) throws(NoNumbers) {
        let encoded = rows.matrix as? EncodedMatrix
        let sources = encoded?.columns ?? rows.featureNames.all.indices.map { .number($0) }
        let numbers = sources.indices.filter { sources[$0].isNumber }
        let measured = try FeatureScaling(
            kind, fillsMissing: fillsMissing, of: NumberSource(rows, features: numbers), part: part, of: split,
            workers: workers)
        var (offsets, scales) = (sources.map { _ in 0.0 }, sources.map { _ in 1.0 })
        var (fills, origins) = (offsets, offsets)
        var featureOfNumber: [Int: Int] = [:]
        for (place, feature) in numbers.enumerated() {
            if case .number(let number) = sources[feature] { featureOfNumber[number] = feature }
            offsets[feature] = measured.offsets[place]
            scales[feature] = measured.scales[place]
            fills[feature] = measured.fills?[place] ?? 0
            origins[feature] = measured.origins?[place] ?? 0
        }
        for (feature, source) in sources.enumerated() {
            let number: Int? =
                switch source {
                case .number, .product: nil
                case .indicator(_, _, let times): times
                case .shared(let sharing, _): encoded?.sharings[sharing].times
                }
            guard let number, let other = featureOfNumber[number] else { continue }
            fills[feature] = fills[other]
            let (offset, scale) = (offsets[other], scales[other])
            let magnitude =
                switch kind {
                case .none: 1.0
                case .standard: (offset * offset + scale * scale).squareRoot()
                case .minmax: max(abs(offset), abs(offset + scale))
                }
            scales[feature] = magnitude > 0 ? magnitude : 1
        }
        guard
            let scaling = FeatureScaling(
                offsets: offsets, scales: scales, fills: measured.fills.map { _ in fills },
                origins: measured.origins.map { _ in origins })
        else { preconditionFailure("numbers that are no scales") }
        self = scaling
    }

    /// Whether features of names stay zeros where they are.
    func keepsZeros(of matrix: EncodedMatrix) -> Bool {
        matrix.columns.indices.allSatisfy { matrix.columns[$0].isNumber || offsets[$0] == 0 }
    }
}

/// Rows of some features of a table, which are numbers, with weights and without targets.
private struct NumberSource: RowSource {
    let featureNames: FeatureNames
    let featureOrigins: [Double]?
    private let matrix: any FeatureMatrix
    private let weights: [Float]?

    init(_ rows: FileRows, features: [Int]) {
        featureNames = .named(features.map { rows.featureNames[$0] })
        featureOrigins = rows.featureOrigins.map { origins in features.map { origins[$0] } }
        matrix = (rows.matrix as? EncodedMatrix)?.withoutNames ?? rows.matrix
        weights = rows.weights
    }

    var rowCount: Int { matrix.rowCount }
    var targetName: String { "" }
    var classes: ClassLabels? { nil }
    var hasWeights: Bool { weights != nil }
    var scratchCount: Int { 0 }

    func writeRow(_ index: Int, to record: RowRecord, scratch: UnsafeMutablePointer<Float>) {
        matrix.write(row: index, to: record.features)
        record.target = 0
        if let weights { record.weight = weights[index] }
    }
}
