import Files

extension ClassLabels {
    /// Labels of at least this magnitude may be different numbers that a `Float` holds as one.
    private static let magnitudeLimit: Float = 0x1p24

    /// The distinct targets of a table that was read with a target, in ascending order.
    /// - Throws: `DataError` where a target is not a whole number of magnitude below 2²⁴, or there are fewer than 2 or
    ///   more than `maximumCount` different ones.
    public init(of table: CSVTable) throws(DataError) {
        var labels: Set<Float> = []
        for (row, label) in table.targets.enumerated() {
            guard label == label.rounded(.towardZero) else {
                throw table.unexpectedClass(label, row: row, expected: "whole numbers")
            }
            guard label.magnitude < Self.magnitudeLimit else {
                throw table.unexpectedClass(label, row: row, expected: "whole numbers of magnitude below 2^24")
            }
            labels.insert(label)
            guard labels.count <= Self.maximumCount else {
                throw DataError(
                    file: table.file, column: table.targetName, found: "more than \(Self.maximumCount) classes",
                    expected: "at most \(Self.maximumCount)")
            }
        }
        let names = labels.sorted().map(Self.text)
        guard names.count >= 2 else {
            throw DataError(
                file: table.file, column: table.targetName, found: "only class \(names.joined())",
                expected: "at least 2 classes")
        }
        self.init(distinct: names)
    }

    /// The class of each row of a table that was read with a target, as a number.
    /// - Throws: `DataError` where a target is none of the classes.
    func indices(of table: CSVTable) throws(DataError) -> [Float] {
        var indices: [Float] = []
        indices.reserveCapacity(table.rowCount)
        for (row, label) in table.targets.enumerated() {
            guard let index = index(of: label) else {
                throw table.unexpectedClass(label, row: row, expected: "one of \(abridgedNames)")
            }
            indices.append(Float(index))
        }
        return indices
    }

    private var abridgedNames: String {
        let limit = 10
        return names.prefix(limit).map { OneLine.shortened($0) }.joined(separator: ", ") + (count > limit ? ", …" : "")
    }

    fileprivate static func text(_ label: Float) -> String {
        Int(exactly: label).map { String($0) } ?? "\(label)"
    }
}

extension CSVTable {
    fileprivate func unexpectedClass(_ label: Float, row: Int, expected: String) -> DataError {
        DataError(
            file: file, line: line(ofRow: row), column: targetName, found: "\(ClassLabels.text(label)) as a class",
            expected: expected)
    }
}
