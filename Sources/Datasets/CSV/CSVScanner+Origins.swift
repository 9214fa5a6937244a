extension CSVScanner {
    /// Counts the numbers of the columns that have origins from these: reads them again, in double precision.
    /// - Parameters:
    ///   - row: the row as it was read; what is missing in it stays so.
    ///   - start: where it begins.
    ///   - layout: what its columns are read as.
    ///   - targets: what is read as the target.
    func countFromOrigins(
        _ row: inout ColumnRow, beginningAt start: Int, _ layout: ColumnLayout, _ targets: FileRows.TargetKind
    ) {
        var scanner = self
        scanner.position = start
        for role in layout.roles {
            switch role {
            case .number(let place) where layout.numberOrigins[place] != 0 && !row.numbers[place].isNaN:
                if let number = scanner.exactNumber() {
                    row.numbers[place] = Float(number - layout.numberOrigins[place])
                }
            case .target where targets == .number && layout.targetOrigin != 0:
                if let number = scanner.exactNumber() { row.target = Float(number - layout.targetOrigin) }
            default:
                try? scanner.skipField()
            }
            _ = scanner.takeDelimiter()
        }
    }

    /// The number in the field at the position; nil where there is none.
    private mutating func exactNumber() -> Double? {
        guard let content = try? field() else { return nil }
        return CSVNumber.shared.readExactly(content, decimal: form.options.decimal)
    }

    /// The first rows from the position on; nil where they cannot be read.
    func originSample(
        _ layout: ColumnLayout, _ targets: FileRows.TargetKind, missing: MissingPolicy
    ) -> OriginSample? {
        var scanner = self
        let rows = try? scanner.rows(layout, targets, missing: missing, atMost: OriginSample.rowCount)
        guard let table = rows?.table else { return nil }
        let (numbers, width) = (table.numbers, table.numberNames.count)
        return OriginSample(
            columns: (0..<width).map { place in stride(from: place, to: numbers.count, by: width).map { numbers[$0] } },
            targets: table.targets)
    }
}
