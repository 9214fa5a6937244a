import NUMA

/// Rows and what their columns are, as the reader of any format with columns fills them.
public struct ColumnTable: Sendable {
    /// The path as the caller gave it.
    public internal(set) var file: String

    /// The names of the columns of numbers, in the order of a row's numbers.
    public internal(set) var numberNames: [String]

    /// A copy of the numbers, row-major: `rowCount` rows of `numberNames.count`. One that is missing is NaN.
    public var numbers: [Float] { numberRows.values }

    /// The numbers, where they are kept.
    var numberRows: NumberRows

    /// The names of the columns of names.
    public internal(set) var categoryNames: [String] = []

    /// The columns of names.
    public internal(set) var categories: [LabelColumn] = []

    /// The names of columns that are crossed; none where these were not made.
    var crossings: [LabelColumn] = []

    /// The name of the target column, where one was asked for.
    public internal(set) var targetName: String?

    /// The target of each row; empty where no target was asked for, or labels were.
    public internal(set) var targets: [Float] = []

    /// The class names of the rows, where these were asked for as the target.
    public internal(set) var labels: LabelColumn?

    /// The name of the column of weights, where one was asked for.
    public internal(set) var weightName: String?

    /// The weight of each row; empty where none were asked for.
    public internal(set) var weights: [Float] = []

    /// The groups of the rows, where these were asked for and are no feature.
    private(set) var ownGroups: LabelColumn?

    /// The groups of the rows, where these were asked for.
    public var groups: LabelColumn? { layout.groupCategory.map { categories[$0] } ?? ownGroups }

    /// The number of rows below the header that were taken.
    public internal(set) var rowCount = 0

    /// The number of rows that were left out since they lack a feature or a weight.
    public internal(set) var droppedRowCount = 0

    /// The number of rows that were left out since they lack a target.
    public internal(set) var untargetedRowCount = 0

    /// Whether rows have numbers here, or only the file has them.
    let keepsNumbers: Bool

    /// What its columns are.
    let layout: ColumnLayout

    /// What was taken from the numbers at each place, and from targets, before they were rounded to float32.
    var numberOrigins: [Double] { layout.numberOrigins }
    var targetOrigin: Double { layout.targetOrigin }

    /// The columns that lose some of their numbers to float32, the target's included.
    var roundedColumns: [String] { layout.roundedColumns }

    /// A row's features, in their order.
    var features: [ColumnLayout.Feature] { layout.features }

    /// What is done about names that are no feature.
    var unknown: UnknownPolicy { layout.unknown }

    /// The number of rows of the file before these.
    var firstRow = 0

    /// The line of the first row, where every row takes one line.
    var firstRowLine: Int?

    /// The line of a row in the file, the first being 1; nil where it is not known, since quoted line ends make rows take
    /// several lines or rows were left out.
    public func line(ofRow row: Int) -> Int? { firstRowLine.map { $0 + row } }

    /// Where a user finds the rows.
    var origin: RowOrigin {
        guard parts.isEmpty else { return .parts(parts) }
        return firstRowLine.map { .lines(file: file, first: $0) } ?? .rows(file: file, first: firstRow)
    }

    /// Where the rows are, where they are from several files.
    private(set) var parts: [RowOrigin.Part] = []

    /// The columns and all names of a piece of a file, without its rows.
    func withoutRows() -> ColumnTable {
        var table = self
        table.numberRows = NumberRows(columnCount: numberNames.count)
        table.targets = []
        table.weights = []
        return table
    }

    /// Adds a row, or counts it as left out.
    /// - Throws: `DataError` where there is no memory for it.
    mutating func append(_ row: borrowing ColumnRow) throws(DataError) {
        guard row.hasTarget else {
            untargetedRowCount += 1
            return
        }
        guard row.isComplete else {
            droppedRowCount += 1
            return
        }
        if keepsNumbers {
            do throws(NUMAError) {
                try numberRows.append(row.numbers)
            } catch {
                throw DataError(file: file, error)
            }
        }
        for place in categories.indices { categories[place].append(row.categories[place]) }
        if labels != nil {
            labels?.append(row.label)
        } else if targetName != nil {
            targets.append(row.target)
        }
        if weightName != nil { weights.append(row.weight) }
        ownGroups?.append(row.group)
        rowCount += 1
    }

    /// Whether rows were taken or left out.
    var hasFoundRows: Bool { rowCount + droppedRowCount + untargetedRowCount > 0 }

    /// Adds the rows of the piece that follows in the file.
    mutating func append(contentsOf piece: ColumnTable) {
        numberRows.append(contentsOf: piece.numberRows)
        targets += piece.targets
        weights += piece.weights
        for index in categories.indices { categories[index].append(contentsOf: piece.categories[index]) }
        if let rows = piece.labels { labels?.append(contentsOf: rows) }
        if let rows = piece.ownGroups { ownGroups?.append(contentsOf: rows) }
        count(piece)
    }

    /// Adds the rows of another file with the same columns.
    mutating func append(file next: ColumnTable) {
        if parts.isEmpty { parts = [RowOrigin.Part(origin: origin, rowCount: rowCount)] }
        parts.append(RowOrigin.Part(origin: next.origin, rowCount: next.rowCount))
        append(contentsOf: next)
    }

    /// - Parameter place: where rows are in such a file, as messages have it.
    /// - Throws: `DataError` where there is no row.
    func checkRows(_ place: String) throws(DataError) {
        guard rowCount == 0 else { return }
        let found =
            untargetedRowCount > 0
            ? "no row with a target" : droppedRowCount > 0 ? "no row without a missing value" : "no rows \(place)"
        throw DataError(file: file, found: found, expected: "at least one")
    }

    /// The names that rows have in two columns taken together.
    func crossed(_ crossing: ColumnLayout.Crossing) -> LabelColumn {
        let (first, second) = (categories[crossing.first], categories[crossing.second])
        var placeOfPair: [Int64: Int32] = [:]
        var names: [String] = []
        let codes = zip(first.codes, second.codes).map { one, other in
            let pair = Int64(one) << 32 | Int64(other)
            if let place = placeOfPair[pair] { return place }
            let place = Int32(names.count)
            placeOfPair[pair] = place
            names.append(layout.crossedName(crossing, first.names[Int(one)], second.names[Int(other)]))
            return place
        }
        var column = LabelColumn()
        column.append(names, codes: codes)
        return column
    }

    /// The same rows, with the names of columns that are crossed.
    func withCrossings() -> ColumnTable {
        guard crossings.isEmpty, !layout.crossings.isEmpty else { return self }
        var table = self
        table.crossings = layout.crossings.map(crossed)
        return table
    }

    /// Adds the numbers of rows of another piece of the same file.
    mutating func count(_ piece: ColumnTable) {
        rowCount += piece.rowCount
        droppedRowCount += piece.droppedRowCount
        untargetedRowCount += piece.untargetedRowCount
    }

    /// Adds the numbers of rows of a later piece of the same file, and its names.
    mutating func note(_ piece: ColumnTable) {
        count(piece)
        for index in categories.indices { categories[index].noteNames(of: piece.categories[index]) }
        for index in crossings.indices { crossings[index].noteNames(of: piece.crossings[index]) }
        if let names = piece.labels { labels?.noteNames(of: names) }
    }

    init(file: String, layout: ColumnLayout, targets kind: FileRows.TargetKind, keepsNumbers: Bool = true) {
        self.file = file
        self.keepsNumbers = keepsNumbers
        numberNames = layout.numberNames
        numberRows = NumberRows(columnCount: layout.numberNames.count)
        categoryNames = layout.categoryNames
        categories = layout.categoryNames.map { _ in LabelColumn() }
        targetName = layout.targetName
        weightName = layout.weightName
        labels = layout.targetName != nil && kind == .label ? LabelColumn() : nil
        ownGroups = layout.roles.contains(.group) ? LabelColumn() : nil
        self.layout = layout
    }

    /// Adds the groups of rows that the table has otherwise.
    mutating func appendGroups(_ names: [String], codes: [Int32]) { ownGroups?.append(names, codes: codes) }
}
