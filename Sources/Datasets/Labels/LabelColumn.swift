import Files

/// A column of names, of classes or categories: every name once, and for each row which of them it has.
///
/// Names are compared as text: `2`, `2.0` and `02` are three.
public struct LabelColumn: Hashable, Sendable {
    /// The different names, in the order of their first rows.
    public private(set) var names: [String] = []

    /// For each row the place of its name in `names`.
    public private(set) var codes: [Int32] = []

    private var codeOfName: [String: Int32] = [:]

    /// A column without rows.
    public init() {}

    /// For each name the number of rows that have it.
    var counts: [Int] {
        var counts = [Int](repeating: 0, count: names.count)
        for code in codes { counts[Int(code)] += 1 }
        return counts
    }

    /// Whole numbers in ascending order, however they are written, then other names in the order of their Unicode scalars.
    var sortedNames: [String] {
        var numbers: [(number: Int, name: String)] = []
        var others: [String] = []
        for name in names {
            if let number = Self.wholeNumber(name) { numbers.append((number, name)) } else { others.append(name) }
        }
        return numbers.sorted { $0 < $1 }.map(\.name) + others.sorted()
    }

    /// The place of a name in `names`.
    func code(of name: String) -> Int32? { codeOfName[name] }

    /// Adds a row.
    public mutating func append(_ name: String) {
        let code = codeOfName[name] ?? Int32(names.count)
        if code == names.count {
            names.append(name)
            codeOfName[name] = code
        }
        codes.append(code)
    }

    /// Adds the rows of another column.
    mutating func append(contentsOf other: LabelColumn) { append(other.names, codes: other.codes) }

    /// Adds rows, each of which has one of some names.
    /// - Parameters:
    ///   - names: names, of which some may be in no row.
    ///   - newCodes: for each row the place of its name among these.
    mutating func append(_ names: [String], codes newCodes: [Int32]) {
        guard newCodes.count > names.count else {
            for code in newCodes { append(names[Int(code)]) }
            return
        }
        var known = [Int32](repeating: -1, count: names.count)
        codes.reserveCapacity(codes.count + newCodes.count)
        for code in newCodes.lazy.map({ Int($0) }) {
            if known[code] < 0 {
                append(names[code])
                known[code] = codes.last!
            } else {
                codes.append(known[code])
            }
        }
    }

    /// Adds a row for each name that another column has and this one does not.
    mutating func noteNames(of other: LabelColumn) {
        for name in other.names where codeOfName[name] == nil { append(name) }
    }

    /// The names of some consecutive rows, and no others.
    func slice(_ rows: Range<Int>) -> LabelColumn {
        var slice = LabelColumn()
        for code in codes[rows] { slice.append(names[Int(code)]) }
        return slice
    }

    /// The names that these, which are indices, stand for.
    /// - Parameters:
    ///   - array: where the indices are from.
    ///   - target: what the array is called.
    func named(_ classNames: [String], by array: ArrayFile, _ target: String?) throws(DataError) -> LabelColumn {
        var column = LabelColumn()
        for (row, code) in codes.enumerated() {
            let name = names[Int(code)]
            guard let index = Int(name), classNames.indices.contains(index) else {
                throw DataError(
                    file: array.file.path, row: row + 1, column: target, found: "\(OneLine.shortened(name)) as a class",
                    expected: "the index of one of the \(classNames.count) in the file's metadata")
            }
            column.append(classNames[index])
        }
        return column
    }

    /// The name of a class in a format whose classes are numbers: whole ones have one name however they are written.
    static func name(ofNumber text: String) -> String { wholeNumber(text).map { String($0) } ?? text }

    /// The whole number that a name stands for, as `2`, `02`, `2.0` and `2e0` do; nil where it is none, or so large that its
    /// fraction could be lost.
    static func wholeNumber(_ name: String) -> Int? {
        if let number = Int(name) { return number }
        guard isNumber(name, decimal: .point), let number = Double(name), number.magnitude < 0x1p53 else { return nil }
        return Int(exactly: number)
    }

    /// Whether a name reads as a number, too large a one perhaps.
    static func isNumber(_ name: String, decimal: CSVOptions.DecimalMark) -> Bool {
        switch CSVNumber.shared.read(Array(name.utf8), decimal: decimal) {
        case .value, .tooLarge: true
        case .nothing, .text, .notFinite: false
        }
    }

    /// Whether all names read as numbers.
    var areNumbers: Bool { names.allSatisfy { Self.isNumber($0, decimal: .point) } }

    /// Whether a name reads as a number that is no class: with a fraction, or too large to be exact.
    static func isInexactNumber(_ name: String) -> Bool {
        wholeNumber(name) == nil && isNumber(name, decimal: .point)
    }
}
