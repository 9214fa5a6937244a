/// What the rows of one part of a split weigh, by class, summed in double precision in the part's order.
struct WeightSums {
    /// How many rows are added at a time.
    private static let rowsAtOnce = 1024

    /// Σ w of the rows of each class; of all rows where targets are numbers.
    private(set) var ofClass: [Double]
    /// The number of rows, whatever they weigh.
    let rowCount: Int

    /// - Throws: `WeightError` where a weight is negative or not finite, or none of any rows is above 0.
    init(of source: some RowSource, part: HeldOutSplit.Part, _ split: HeldOutSplit) throws(WeightError) {
        rowCount = split.count(of: part)
        ofClass = [Double](repeating: 0, count: max(source.classes?.count ?? 1, 1))
        for start in stride(from: 0, to: rowCount, by: Self.rowsAtOnce) {
            let rows = split.rows(of: part, in: start..<min(start + Self.rowsAtOnce, rowCount))
            let labels = source.labels(of: rows)
            for (place, row) in rows.enumerated() {
                let weight = labels.weights?[place] ?? 1
                guard weight >= 0, weight.isFinite else {
                    throw WeightError(row: row, name: source.origin.name(ofRow: row), found: "\(weight)")
                }
                ofClass[source.classes == nil ? 0 : Int(labels.targets[place])] += Double(weight)
            }
        }
        guard rowCount == 0 || ofClass.contains(where: { $0 > 0 }) else { throw WeightError(noneOf: part) }
    }
}

extension RowSource {
    /// Whether some rows may be evaluated.
    /// - Throws: `WeightError` where a weight is negative or not finite, or, of at least one row, none is above 0.
    public func checkWeights(of part: HeldOutSplit.Part, of split: HeldOutSplit) throws(WeightError) {
        if hasWeights { _ = try WeightSums(of: self, part: part, split) }
    }
}
