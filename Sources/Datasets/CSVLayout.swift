import Files

/// Where each column of a CSV file goes in a row of numbers.
struct CSVLayout {
    /// What `slots` holds for a column that is not read.
    static let ignored = -1

    /// The columns' names, in the file's order.
    let names: [String]

    /// For each column of the file its place in a row: a feature's index, the number of features for the target, or
    /// `ignored`.
    let slots: [Int]

    let featureNames: [String]
    let targetName: String?

    /// - Throws: `DataError` where a column that is asked for is not in the header, or no feature is left.
    init(_ columns: CSVColumns, names: [String], headerLine: Int, file: String) throws(DataError) {
        let indices = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        switch columns {
        case .all: (featureNames, targetName) = (names, nil)
        case .target(let target): (featureNames, targetName) = (names.filter { $0 != target }, target)
        case .features(let features, let target): (featureNames, targetName) = (features, target)
        }
        var slots = [Int](repeating: Self.ignored, count: names.count)
        for (slot, name) in (featureNames + (targetName.map { [$0] } ?? [])).enumerated() {
            guard let index = indices[name] else {
                var problem = "no column named \(OneLine.quoted(name))"
                if let nearest = CSVNames.nearest(to: name, in: names) {
                    problem += ", did you mean \(OneLine.quoted(nearest))?"
                }
                throw DataError(file: file, line: headerLine, problem: problem)
            }
            guard slots[index] == Self.ignored else {
                throw DataError(file: file, problem: "column \(OneLine.quoted(name)) is asked for twice")
            }
            slots[index] = slot
        }
        guard !featureNames.isEmpty else {
            throw DataError(
                file: file, line: headerLine, found: targetName == nil ? "no features" : "no column but the target",
                expected: "at least one feature")
        }
        self.names = names
        self.slots = slots
    }
}
