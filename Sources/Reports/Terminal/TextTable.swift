/// Cells of text in columns, two spaces apart.
enum TextTable {
    /// The lines of a table; columns are as wide as their widest cells.
    /// - Parameters:
    ///   - rows: as many cells in each.
    ///   - leftColumns: how many of the first columns are flush left; the others are flush right.
    static func lines(_ rows: [[String]], leftColumns: Int = 0) -> [String] {
        guard let columns = rows.first?.indices else { return [] }
        let widths = columns.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            columns.map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                return column < leftColumns ? row[column] + space : space + row[column]
            }.joined(separator: "  ")
        }
    }
}
