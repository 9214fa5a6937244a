import Files
import NUMA
import Parquet

/// The columns of a Parquet file that are read, and as what.
struct ParquetColumns: Sendable {
    let file: ParquetFile
    private(set) var layout: ColumnLayout
    let targets: FileRows.TargetKind
    let missing: MissingPolicy
    /// Whether rows that are read get their numbers.
    let keepsNumbers: Bool
    /// What is decoded, in the file's order.
    private(set) var requests: [ParquetFile.Request] = []
    /// What each of these columns is for.
    private(set) var roles: [ColumnLayout.Role] = []

    /// - Throws: `DataError` where a column that is asked for is not in the file, or holds something else.
    init(
        _ file: ParquetFile, _ columns: ColumnChoice, _ options: ColumnOptions, targets: FileRows.TargetKind,
        keepsNumbers: Bool
    ) throws(DataError) {
        try ParquetReader.checkNames(of: file)
        let layout = try ColumnLayout(columns, options, names: file.columns.map(\.name), file: file.path)
        self.init(file, layout, targets: targets, missing: options.missing, keepsNumbers: keepsNumbers)
        for (role, request) in zip(roles, requests) { try check(role, file.columns[request.column]) }
    }

    private init(
        _ file: ParquetFile, _ layout: ColumnLayout, targets: FileRows.TargetKind, missing: MissingPolicy,
        keepsNumbers: Bool
    ) {
        self.file = file
        self.layout = layout
        self.targets = targets
        self.missing = missing
        self.keepsNumbers = keepsNumbers
        for (column, role) in layout.roles.enumerated() where role != .ignored {
            requests.append(.init(column: column, as: Self.isName(role, targets) ? .names : .numbers))
            roles.append(role)
        }
    }

    /// Chooses the origins of the columns by the first rows of the file.
    mutating func chooseOrigins(_ choice: OriginChoice, by first: ParquetTable) {
        let (columns, roles) = (first.columns, roles)
        layout.chooseOrigins(choice) { layout in
            func numbers(_ column: ParquetTable.Column, from origin: Double) -> [Float] {
                let count = OriginSample.rowCount
                return switch column.values {
                case .float32(let values): values.withUnsafeBufferPointer { $0.prefix(count).map { $0 } }
                case .float64(let values):
                    values.withUnsafeBufferPointer { $0.prefix(count).map { Float($0 - origin) } }
                case .names: []
                }
            }
            let numberColumns = zip(columns, roles).filter { $1.isNumber }.map(\.0)
            let target = zip(columns, roles).first { $1 == .target }?.0
            return OriginSample(
                columns: zip(numberColumns, layout.numberOrigins).map { numbers($0, from: $1) },
                targets: target.map { numbers($0, from: layout.targetOrigin) } ?? [])
        }
    }

    /// The numbers alone, which were read without mistakes before.
    var numbersOnly: ParquetColumns {
        ParquetColumns(file, layout.numbersOnly, targets: targets, missing: .kept, keepsNumbers: true)
    }

    private static func isName(_ role: ColumnLayout.Role, _ targets: FileRows.TargetKind) -> Bool {
        switch role {
        case .category, .group: true
        case .target: targets == .label
        case .number, .weight, .ignored: false
        }
    }

    private func check(_ role: ColumnLayout.Role, _ column: ParquetColumn) throws(DataError) {
        guard column.content == .names else { return }
        let expected: String
        switch role {
        case .number: expected = "numbers: a column of names must be listed as categorical, or dropped"
        case .weight: expected = "weights, which are numbers"
        case .target where targets == .number: expected = "numbers, which a regression predicts"
        case .target, .category, .group, .ignored: return
        }
        throw DataError(file: file.path, column: column.name, found: "texts", expected: expected)
    }

    /// A table with these columns and no rows.
    var emptyTable: ColumnTable {
        ColumnTable(file: file.path, layout: layout, targets: targets, keepsNumbers: keepsNumbers)
    }

    /// Decodes row groups, in parallel.
    func decode(_ groups: Range<Int>, _ workers: Workers) throws(DataError) -> ParquetTable {
        do {
            return try file.read(
                requests, rowGroups: groups, workers: workers.count, limit: AvailableMemory.bytes() ?? .max)
        } catch {
            throw DataError(error)
        }
    }
}
