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
        encoding = table.layout.encoding
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
    /// The most features that pairs of names make.
    private static let mostCrossed = 1 << 17

    private let table: ColumnTable
    /// The columns of names, and behind them those that are two of them crossed.
    private let nameColumns: [LabelColumn]
    private var columns: [EncodedMatrix.Column] = []
    private var sharings: [EncodedMatrix.Sharing] = []
    /// The features' names.
    private(set) var names: [String] = []
    /// What was taken from each feature's numbers.
    private(set) var origins: [Double] = []

    init(_ table: ColumnTable) {
        self.table = table
        nameColumns = table.categories + table.withCrossings().crossings
    }

    /// The features of rows with these numbers.
    func matrix(_ numbers: any FeatureMatrix) -> any FeatureMatrix {
        guard !columns.allSatisfy(\.isPlain) else { return numbers }
        return EncodedMatrix(
            numbers: numbers, origins: table.numberOrigins, codes: nameColumns.map(\.codes), sharings: sharings,
            columns: columns)
    }

    private func index(of place: ColumnLayout.NamePlace) -> Int {
        switch place {
        case .column(let place): place
        case .crossing(let place): table.categories.count + place
        }
    }

    mutating func add(_ feature: ColumnLayout.Feature) throws(DataError) {
        let layout = table.layout
        switch feature {
        case .number(let place):
            columns.append(.number(place))
            names.append(table.numberNames[place])
            origins.append(table.numberOrigins[place])
        case .product(let first, let second):
            columns.append(.product(first, second))
            names.append("\(table.numberNames[first])*\(table.numberNames[second])")
            origins.append(table.numberOrigins[first] * table.numberOrigins[second])
        case .name(let place, let name, let number):
            addName(name, at: place, times: number)
        case .everyName(let place, let number):
            try checkCount(of: place)
            if case .column(let column) = place { try checkNames(at: column) }
            for name in nameColumns[index(of: place)].sortedNames { addName(name, at: place, times: number) }
        case .hashed(let place, let count, let number):
            if case .column(let column) = place { try checkHashed(column) }
            let slots = nameColumns[index(of: place)].names.map { NameHash.slot(of: $0, among: count) }
            columns += (0..<count).map { .shared(sharings.count, feature: Int32($0)) }
            sharings.append(EncodedMatrix.Sharing(place: index(of: place), slots: slots, times: number))
            names += layout.hashedNames(place, count: count, times: number)
            origins += [Double](repeating: 0, count: count)
        }
    }

    private mutating func addName(_ name: String, at place: ColumnLayout.NamePlace, times number: Int?) {
        let index = index(of: place)
        columns.append(.indicator(index, code: nameColumns[index].code(of: name) ?? -1, times: number))
        names.append(table.layout.featureName(place, name, times: number))
        origins.append(0)
    }

    // MARK: Checks

    private func checkCount(of place: ColumnLayout.NamePlace) throws(DataError) {
        let found = nameColumns[index(of: place)].names.count
        switch place {
        case .column(let place):
            guard found > ClassLabels.maximumCount else { return }
            throw DataError(
                file: table.file, column: table.categoryNames[place], found: "\(found) categories",
                expected: "at most \(ClassLabels.maximumCount), or a hash of them")
        case .crossing(let place):
            guard found > Self.mostCrossed else { return }
            let crossing = table.layout.crossings[place]
            let pair = [crossing.first, crossing.second].map { table.categoryNames[$0] }
            throw DataError(
                file: table.file,
                problem: "interaction of \(pair[0]) and \(pair[1]): found \(found) pairs of names, "
                    + "expected at most \(Self.mostCrossed), or a hash of one of them")
        }
    }

    /// Refuses names by which that of a feature could be read in two ways.
    private func checkNames(at place: Int) throws(DataError) {
        let reserved = table.layout.reservedTexts(ofNamesAt: place)
        guard !reserved.isEmpty else { return }
        for name in table.categories[place].names {
            guard let text = reserved.first(where: { name.contains($0) }) else { continue }
            throw DataError(
                file: table.file, column: table.categoryNames[place], found: OneLine.quoted(name),
                expected: "names without \(OneLine.quoted(text)), since the column is part of an interaction")
        }
    }

    /// Refuses amounts, of which each would be a name.
    private func checkHashed(_ place: Int) throws(DataError) {
        guard !table.layout.areFeaturesGiven else { return }
        let column = table.categories[place]
        let names = column.names.filter { !$0.isEmpty }
        guard let amount = names.first(where: { LabelColumn.isInexactNumber($0) }),
            names.allSatisfy({ LabelColumn.isNumber($0, decimal: .point) })
        else { return }
        throw DataError(
            file: table.file, column: table.categoryNames[place], found: "\(amount) in a column that is hashed",
            expected: "names: a column of numbers needs no hash")
    }

    /// The names at a place that are features, in their order.
    private func knownNames(at place: Int) -> [String] {
        table.features.compactMap { feature in
            if case .name(.column(place), let name, nil) = feature { name } else { nil }
        }
    }

    /// The rows with names that are no feature.
    func unknownNames() throws(DataError) -> [UnknownNames] {
        guard Set(names).count == names.count else {
            let twice = Dictionary(grouping: names, by: \.self).filter { $1.count > 1 }.keys.min() ?? ""
            throw DataError(file: table.file, found: "feature \(OneLine.quoted(twice)) twice", expected: "unique names")
        }
        var known: [Int: Set<String>] = [:]
        for case .name(.column(let place), let name, nil) in table.features { known[place, default: []].insert(name) }
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
                expected:
                    "one of \(OneLine.list(knownNames(at: place), limit: ClassLabels.shownCount)) (or unknown: ignore)")
        }
        return unknown
    }
}

extension EncodedMatrix.Column {
    /// Whether it is a number as it stands.
    fileprivate var isPlain: Bool { if case .number = self { true } else { false } }
}
