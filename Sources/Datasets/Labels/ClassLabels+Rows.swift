import Files

extension ClassLabels {
    /// The different classes of rows that were read with labels: whole numbers in ascending order, then names in the
    /// order of their Unicode scalars.
    /// - Throws: `DataError` where all labels are numbers but one is not whole, or there are fewer than 2 or more than
    ///   `maximumCount` classes.
    init(of column: LabelColumn, in rows: FileRows) throws(DataError) {
        func fail(found: String, expected: String) -> DataError {
            DataError(file: rows.targetFile, column: rows.targetName, found: found, expected: expected)
        }
        guard column.names.count <= Self.maximumCount else {
            throw fail(found: "more than \(Self.maximumCount) classes", expected: "at most \(Self.maximumCount)")
        }
        if column.areNumbers { try Self.check(column, in: rows) }
        let names = column.sortedNames
        guard names.count >= 2 else {
            throw fail(
                found: "only class \(names.map(Self.shown).joined())", expected: "at least 2 classes")
        }
        self.init(distinct: names)
    }

    /// Looks for a number that is not whole among labels that are all numbers.
    /// - Throws: `DataError` at the first row that has one.
    static func check(_ column: LabelColumn, in rows: FileRows) throws(DataError) {
        guard let code = column.names.firstIndex(where: LabelColumn.isInexactNumber) else { return }
        throw rows.unexpectedClass(column, code, expected: "whole numbers or names")
    }

    /// The class of each row, as a number.
    /// - Throws: `DataError` where a label is none of the classes.
    func indices(of column: LabelColumn, in rows: FileRows) throws(DataError) -> [Float] {
        var indices: [Float] = []
        indices.reserveCapacity(column.names.count)
        for (code, name) in column.names.enumerated() {
            guard let index = index(of: name) else {
                let number = LabelColumn.wholeNumber(name)
                let isWrittenOtherwise = number != nil && names.contains { LabelColumn.wholeNumber($0) == number }
                throw rows.unexpectedClass(
                    column, code,
                    expected: "one of \(OneLine.list(names, limit: Self.shownCount))"
                        + (isWrittenOtherwise ? ", compared as text" : ""))
            }
            indices.append(Float(index))
        }
        return column.codes.map { indices[Int($0)] }
    }

    /// So many names are listed in messages.
    package static let shownCount = 10

    /// A name as messages show it: numbers bare, other text in quotes.
    fileprivate static func shown(_ name: String) -> String {
        LabelColumn.isNumber(name, decimal: .point) ? OneLine.shortened(name) : OneLine.quoted(name)
    }
}

extension FileRows {
    /// An error at the first row of a name that is not a class.
    fileprivate func unexpectedClass(_ column: LabelColumn, _ code: Int, expected: String) -> DataError {
        targetError(
            row: column.codes.firstIndex(of: Int32(code)) ?? 0,
            found: "\(ClassLabels.shown(column.names[code])) as a class", expected: expected)
    }
}
