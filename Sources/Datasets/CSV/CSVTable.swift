/// The content of a CSV file.
public struct CSVTable: Hashable, Sendable {
    /// The path as the caller gave it.
    public internal(set) var file: String

    /// The names of the columns of numbers, in the order of a row's numbers.
    public internal(set) var numberNames: [String]

    /// The numbers in row-major order: `rowCount` rows of `numberNames.count`. One that is missing is NaN.
    public internal(set) var numbers: [Float] = []

    /// The names of the columns of names.
    public internal(set) var categoryNames: [String] = []

    /// The columns of names.
    public internal(set) var categories: [LabelColumn] = []

    /// The name of the target column, where one was asked for.
    public internal(set) var targetName: String?

    /// The target of each row; empty where no target was asked for, or labels were.
    public internal(set) var targets: [Float] = []

    /// The class names of the rows, where these were asked for as the target.
    public internal(set) var labels: LabelColumn?

    /// The number of rows below the header that were taken.
    public internal(set) var rowCount = 0

    /// The number of rows that were left out since they lack something.
    public internal(set) var droppedRowCount = 0

    /// Whether the numbers stay in the file, to be read again; then only their places are here.
    let leavesNumbers: Bool

    /// Where the rows are, whose numbers stay in the file.
    var places = CSVRowPlaces()

    /// A row's features, in their order.
    let features: [CSVLayout.Feature]

    /// The number of rows of the file before these.
    var firstRow = 0

    /// The line of the first row, where every row takes one line.
    var firstRowLine: Int?

    /// The line of a row in the file, the first being 1; nil where it is not known, since quoted line ends make rows take
    /// several lines or rows were left out.
    public func line(ofRow row: Int) -> Int? { firstRowLine.map { $0 + row } }

    /// Where a user finds the rows.
    var origin: RowOrigin { firstRowLine.map { .lines(file: file, first: $0) } ?? .rows(file: file, first: firstRow) }

    /// The columns and all names of a piece of a file, without its rows.
    func withoutRows() -> CSVTable {
        var table = self
        table.numbers = []
        table.targets = []
        return table
    }

    /// Adds the rows of the piece that follows in the file.
    mutating func append(contentsOf piece: CSVTable) {
        numbers += piece.numbers
        places.append(contentsOf: piece.places)
        targets += piece.targets
        for index in categories.indices { categories[index].append(contentsOf: piece.categories[index]) }
        if let rows = piece.labels { labels?.append(contentsOf: rows) }
        rowCount += piece.rowCount
        droppedRowCount += piece.droppedRowCount
    }

    /// Adds the number of rows of a later piece of the same file, and its names.
    mutating func note(_ piece: CSVTable) {
        rowCount += piece.rowCount
        droppedRowCount += piece.droppedRowCount
        for index in categories.indices { categories[index].noteNames(of: piece.categories[index]) }
        if let names = piece.labels { labels?.noteNames(of: names) }
    }

    init(file: String, layout: CSVLayout, targets kind: FileRows.TargetKind, leavesNumbers: Bool = false) {
        self.file = file
        self.leavesNumbers = leavesNumbers
        numberNames = layout.numberNames
        categoryNames = layout.categoryNames
        categories = layout.categoryNames.map { _ in LabelColumn() }
        targetName = layout.targetName
        labels = layout.targetName != nil && kind == .label ? LabelColumn() : nil
        features = layout.features
    }
}

/// Which columns of a CSV file are read, and as what.
public enum CSVColumns: Hashable, Sendable {
    /// Every column is a feature.
    case all

    /// The named column is the target, every other one a feature, in the file's order.
    case target(String)

    /// These are the features, in this order, whatever their order in the file: columns of numbers, and `column=name` for
    /// whether a column has that name. Other columns are ignored and may hold anything.
    case features([String], target: String? = nil)

    /// So many features without names of their own: the columns `x1`, `x2` and so on; where the file has none of these,
    /// all columns but the target, in their order.
    case numbered(count: Int, target: String? = nil)
}
