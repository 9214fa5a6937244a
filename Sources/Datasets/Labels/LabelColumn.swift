import Files

/// A column of names, of classes or categories: every name once, and for each row which of them it has.
///
/// A whole number has one name however it is written: `2.0` and `1e1` are `2` and `10`.
public struct LabelColumn: Hashable, Sendable {
    /// Numbers of at least this magnitude may be different ones that a `Float` holds as one.
    private static let magnitudeLimit: Float = 0x1p24

    /// The different names, in the order of their first rows.
    public private(set) var names: [String] = []

    /// For each row the place of its name in `names`.
    public private(set) var codes: [Int32] = []

    private var codeOfName: [String: Int32] = [:]

    /// A column without rows.
    public init() {}

    /// Whole numbers in ascending order, then other names in the order of their Unicode scalars.
    var sortedNames: [String] {
        names.compactMap { Int($0) }.sorted().map { String($0) } + names.filter { Int($0) == nil }.sorted()
    }

    /// The place of a name in `names`.
    func code(of name: String) -> Int32? { codeOfName[Self.name(of: name)] }

    /// Adds a row.
    public mutating func append(_ text: String) {
        if let code = codeOfName[text] {
            codes.append(code)
            return
        }
        let name = Self.name(of: text)
        let code = codeOfName[name] ?? Int32(names.count)
        if code == names.count {
            names.append(name)
            codeOfName[name] = code
        }
        codeOfName[text] = code
        codes.append(code)
    }

    /// Adds the rows of another column.
    mutating func append(contentsOf other: LabelColumn) { append(other.names, codes: other.codes) }

    /// Adds rows, each of which has one of some names.
    /// - Parameters:
    ///   - names: names, of which some may be in no row.
    ///   - newCodes: for each row the place of its name among these.
    mutating func append(_ names: [String], codes newCodes: [Int32]) {
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

    /// The name of the class that a text stands for.
    static func name(of text: String) -> String {
        if let number = Int(text) { return String(number) }
        guard case .value(let number) = CSVNumber.shared.read(Array(text.utf8)), number.magnitude < magnitudeLimit,
            let whole = Int(exactly: number)
        else { return text }
        return String(whole)
    }

    /// Whether all names read as numbers.
    var areNumbers: Bool { names.allSatisfy { Int($0) != nil || Self.isInexactNumber($0) } }

    /// Whether a name reads as a number that is no class: with a fraction, or too large to be exact.
    static func isInexactNumber(_ name: String) -> Bool {
        guard Int(name) == nil else { return false }
        switch CSVNumber.shared.read(Array(name.utf8)) {
        case .value, .tooLarge: return true
        case .nothing, .text, .notFinite: return false
        }
    }
}
