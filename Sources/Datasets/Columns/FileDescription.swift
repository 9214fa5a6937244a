public import NUMA

/// What the columns of a file of rows hold.
public struct FileDescription: Sendable {
    /// A column.
    public struct Column: Sendable {
        /// Its name.
        public let name: String
        /// What it holds.
        public let content: Content
    }

    /// What a column holds.
    public enum Content: Sendable {
        /// Numbers.
        case numbers(Numbers)
        /// Names, with the number of rows that have them, the most frequent first.
        case names([(name: String, count: Int)])
        /// What is neither, in words; nothing was read of it.
        case unreadable(String)
    }

    /// The numbers of a column.
    public struct Numbers: Sendable {
        /// How many there are.
        public let count: Int
        /// How many rows lack one.
        public let missingCount: Int
        /// The least.
        public let least: Double
        /// The greatest.
        public let greatest: Double
        /// The mean.
        public let mean: Double
        /// The standard deviation, of the numbers as a population.
        public let deviation: Double
        /// How many numbers are in each of `histogramBinCount` equal parts from the least to the greatest.
        public let histogram: [Int]
    }

    /// Bins of a histogram.
    public static let histogramBinCount = 16

    /// The number of rows.
    public let rowCount: Int
    /// The columns in the file's order.
    public let columns: [Column]
}

extension RowFile {
    /// The number of first rows by which columns of names are recognised.
    private static let sampleCount = 1000
    private static let rowsAtOnce = 1 << 14

    /// Describes the columns. A table is read twice, some rows at a time; a column of a CSV file is one of names where one of
    /// its first rows has something there that is not a number. Missing numbers are counted.
    /// - Parameter workers: the threads that read.
    /// - Throws: `DataError` where the file cannot be read, or a column of numbers has something else.
    public func described(by workers: Workers) throws -> FileDescription {
        try holdPipe()
        guard format.hasColumns else { return try describedArrays(workers) }
        var file = self
        file.columns.missing = .kept
        file.columns.origins = .nearFirst(features: true, target: false)
        file.columns.categorical = try namesOfNameColumns()
        let unreadable =
            format == .parquet ? try ParquetReader.unreadableColumns(of: ParquetReader.open(paths[0])) : []
        file.columns.ignored = unreadable.map(\.name)
        var gathering: Gathering?
        func forEachPiece(_ body: (inout Gathering, ColumnTable) -> Void) throws {
            try forEachTable(ofRows: Self.rowsAtOnce, .all, file.columns, .number, workers) { piece in
                if gathering == nil { gathering = Gathering(piece) }
                body(&gathering!, piece)
            }
        }
        try forEachPiece { $0.add($1) }
        try forEachPiece { $0.addToHistograms($1) }
        let names = try columnNames()
        return gathering!.description(of: names, besides: unreadable)
    }

    /// The columns of names: those of texts, or that the first rows of a CSV file have names in.
    private func namesOfNameColumns() throws -> [String] {
        guard format == .csv else { return try ParquetReader.textColumns(of: paths[0]) }
        let names = try columnNames()
        var options = ColumnOptions()
        options.categorical = names
        options.missing = .kept
        let (table, written) = try CSVReader.firstRows(Self.sampleCount, of: paths[0], options: options, csv: csv)
        return zip(table.categoryNames, table.categories).filter { column in
            column.1.names.contains { !$0.isEmpty && !LabelColumn.isNumber($0, decimal: written.decimal) }
        }.map(\.0)
    }

    private func describedArrays(_ workers: Workers) throws -> FileDescription {
        var file = self
        file.columns.origins = .nearFirst(features: true, target: false)
        let rows = try file.read(
            targets: format.hasTargets || targetsPath != nil || target != nil ? .label : nil, workers: workers)
        var gathering = Gathering(rows)
        for start in stride(from: 0, to: rows.rowCount, by: Self.rowsAtOnce) {
            gathering.add(rows.slice(start..<min(start + Self.rowsAtOnce, rows.rowCount)).features())
        }
        for start in stride(from: 0, to: rows.rowCount, by: Self.rowsAtOnce) {
            gathering.addToHistograms(rows.slice(start..<min(start + Self.rowsAtOnce, rows.rowCount)).features())
        }
        try rows.matrix.check()
        var description = gathering.description(of: rows.featureNames.all)
        if case .labels(let column) = rows.targets {
            description = FileDescription(
                rowCount: description.rowCount,
                columns: description.columns + [.init(name: target ?? "y", content: .names(Gathering.counts(column)))])
        }
        return description
    }
}

/// What a description is gathered from.
private struct Gathering {
    private let numberNames: [String]
    private let categoryNames: [String]
    private var rowCount = 0
    private var statistics: ColumnStatistics
    private var nameCounts: [[String: Int]]
    private var histograms: [[Int]]
    /// What was taken from the numbers of each column.
    private var origins: [Double]

    init(numberNames: [String], categoryNames: [String]) {
        self.numberNames = numberNames
        self.categoryNames = categoryNames
        statistics = ColumnStatistics(columnCount: numberNames.count)
        origins = numberNames.map { _ in 0 }
        nameCounts = categoryNames.map { _ in [:] }
        histograms = numberNames.map { _ in [Int](repeating: 0, count: FileDescription.histogramBinCount) }
    }

    init(_ table: ColumnTable) {
        self.init(numberNames: table.numberNames, categoryNames: table.categoryNames)
        origins = table.numberOrigins
    }

    init(_ rows: FileRows) {
        self.init(numberNames: rows.featureNames.all, categoryNames: [])
        origins = rows.featureOrigins ?? origins
    }

    mutating func add(_ piece: ColumnTable) {
        if numberNames.isEmpty { rowCount += piece.rowCount } else { add(piece.numbers) }
        for (index, column) in piece.categories.enumerated() {
            for (name, count) in Self.counts(column) { nameCounts[index][name, default: 0] += count }
        }
    }

    mutating func add(_ numbers: [Float]) {
        rowCount += numbers.count / numberNames.count
        numbers.withUnsafeBufferPointer { numbers in
            for start in stride(from: 0, to: numbers.count, by: numberNames.count) {
                statistics.add(numbers.baseAddress! + start)
            }
        }
    }

    mutating func addToHistograms(_ piece: ColumnTable) {
        if !numberNames.isEmpty { addToHistograms(piece.numbers) }
    }

    mutating func addToHistograms(_ numbers: [Float]) {
        let count = Double(FileDescription.histogramBinCount)
        for column in numberNames.indices {
            let least = Double(statistics.minima[column])
            let width = Double(statistics.maxima[column]) - least
            for index in stride(from: column, to: numbers.count, by: numberNames.count) where !numbers[index].isNaN {
                let bin = width > 0 ? (Double(numbers[index]) - least) / width * count : 0
                histograms[column][min(Int(bin), histograms[column].count - 1)] += 1
            }
        }
    }

    static func counts(_ column: LabelColumn) -> [(name: String, count: Int)] {
        sorted(zip(column.names, column.counts).map { (name: $0, count: $1) })
    }

    private static func sorted(_ counts: [(name: String, count: Int)]) -> [(name: String, count: Int)] {
        counts.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    }

    func description(
        of names: [String], besides unreadable: [(name: String, found: String)] = []
    ) -> FileDescription {
        var contents: [String: FileDescription.Content] = [:]
        for column in unreadable { contents[column.name] = .unreadable(column.found) }
        for (column, name) in numberNames.enumerated() {
            let count = statistics.counts[column]
            contents[name] = .numbers(
                .init(
                    count: count, missingCount: rowCount - count,
                    least: origins[column] + Double(statistics.minima[column]),
                    greatest: origins[column] + Double(statistics.maxima[column]),
                    mean: origins[column] + statistics.means[column],
                    deviation: count > 0 ? (statistics.squares[column] / Double(count)).squareRoot() : 0,
                    histogram: histograms[column]))
        }
        for (column, name) in categoryNames.enumerated() {
            contents[name] = .names(Self.sorted(nameCounts[column].map { (name: $0, count: $1) }))
        }
        return FileDescription(
            rowCount: rowCount,
            columns: names.compactMap { name in contents[name].map { .init(name: name, content: $0) } })
    }
}
