import Files

extension FileRows {
    /// Takes the rows of a table; names in a column become a feature each.
    /// - Parameter numbers: the rows' numbers, where the table has none.
    /// - Throws: `DataError` where two features have one name, a column has too many names, or a name that is no feature.
    init(_ table: ColumnTable, numbers: (any FeatureMatrix)? = nil) throws(DataError) {
        var builder = Encoding(table)
        for feature in table.features { try builder.add(feature) }
        let unknownNames = try builder.unknownNames()
        let kept = BlockMatrix(table.numberRows, rowCount: table.rowCount)
        self.init(
            file: table.file, featureNames: .named(builder.names), matrix: builder.matrix(numbers ?? kept),
            targets: table.targetName.map { _ in table.labels.map { .labels($0) } ?? .numbers(table.targets) },
            targetName: table.targetName, origin: table.origin)
        droppedRowCount = table.droppedRowCount
        untargetedRowCount = table.untargetedRowCount
        featureOrigins = builder.origins.contains { $0 != 0 } ? builder.origins : nil
        targetOrigin = table.targetOrigin
        roundedColumns = table.roundedColumns
        categoryNames = table.categoryNames
        self.unknownNames = unknownNames
        groups = table.groups
        if let name = table.weightName {
            weights = table.weights
            weightName = name
        }
    }
}

/// How the columns of a table become features.
private struct Encoding {
    private let table: ColumnTable
    private var columns: [EncodedMatrix.Column] = []
    /// The features' names.
    private(set) var names: [String] = []
    /// What was taken from each feature's numbers.
    private(set) var origins: [Double] = []

    init(_ table: ColumnTable) { self.table = table }

    /// The features of rows with these numbers.
    func matrix(_ numbers: any FeatureMatrix) -> any FeatureMatrix {
        guard !table.categories.isEmpty else { return numbers }
        return EncodedMatrix(numbers: numbers, codes: table.categories.map(\.codes), columns: columns)
    }

    mutating func add(_ feature: ColumnLayout.Feature) throws(DataError) {
        switch feature {
        case .number(let place):
            columns.append(.number(place))
            names.append(table.numberNames[place])
            origins.append(table.numberOrigins[place])
        case .category(let place, let name):
            addCategory(name, at: place)
        case .everyCategory(let place):
            let found = table.categories[place].names.count
            guard found <= ClassLabels.maximumCount else {
                throw DataError(
                    file: table.file, column: table.categoryNames[place], found: "\(found) categories",
                    expected: "at most \(ClassLabels.maximumCount)")
            }
            for name in table.categories[place].sortedNames { addCategory(name, at: place) }
        }
    }

    private mutating func addCategory(_ name: String, at place: Int) {
        columns.append(.indicator(place, code: table.categories[place].code(of: name) ?? -1))
        names.append("\(table.categoryNames[place])=\(name)")
        origins.append(0)
    }

    /// The names at a place that are features, in their order.
    private func knownNames(at place: Int) -> [String] {
        table.features.compactMap { feature in
            if case .category(place, let name) = feature { name } else { nil }
        }
    }

    /// The rows with names that are no feature.
    func unknownNames() throws(DataError) -> [UnknownNames] {
        guard Set(names).count == names.count else {
            let twice = Dictionary(grouping: names, by: \.self).filter { $1.count > 1 }.keys.min() ?? ""
            throw DataError(file: table.file, found: "feature \(OneLine.quoted(twice)) twice", expected: "unique names")
        }
        var known: [Int: Set<String>] = [:]
        for case .category(let place, let name) in table.features { known[place, default: []].insert(name) }
        var unknown: [UnknownNames] = []
        for (place, categories) in known.sorted(by: { $0.key < $1.key }) {
            let column = table.categories[place]
            let unknownCodes = column.names.indices.filter { !categories.contains(column.names[$0]) }
            guard let code = unknownCodes.first else { continue }
            if table.unknown == .ignored {
                let codes = Set(unknownCodes.map { Int32($0) })
                unknown.append(
                    UnknownNames(
                        column: table.categoryNames[place], rowCount: column.codes.count { codes.contains($0) }))
                continue
            }
            let row = column.codes.firstIndex(of: Int32(code)) ?? 0
            let found = table.origin.place(ofRow: row)
            throw DataError(
                file: found.file ?? table.file, line: found.line, row: found.row.map { $0 + 1 },
                column: table.categoryNames[place],
                found: column.names[code].isEmpty ? "nothing" : OneLine.quoted(column.names[code]),
                expected: "one of \(ClassLabels.abridged(knownNames(at: place))) (or unknown: ignore)")
        }
        return unknown
    }
}
