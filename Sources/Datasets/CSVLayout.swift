import Files

/// What each column of a CSV file is read as.
struct CSVLayout {
    /// What a column is read as.
    enum Role: Equatable {
        case ignored
        /// A number, at this place among a row's numbers.
        case number(Int)
        /// A name, at this place among a row's names.
        case category(Int)
        case target
    }

    /// A feature, or several, as columns make it.
    enum Feature: Hashable {
        /// The number at this place.
        case number(Int)
        /// Every name at this place, a feature each.
        case everyCategory(Int)
        /// Whether the name at this place is this one.
        case category(Int, String)
    }

    /// The columns' names, in the file's order.
    let names: [String]
    /// The columns' roles, in the file's order.
    private(set) var roles: [Role]
    /// The names of the columns of numbers.
    private(set) var numberNames: [String] = []
    /// The names of the columns of names.
    private(set) var categoryNames: [String] = []
    /// A row's features, in their order.
    private(set) var features: [Feature] = []
    let targetName: String?

    private let indices: [String: Int]
    private let headerLine: Int
    private let file: String

    /// - Throws: `DataError` where a column that is asked for is not in the header, or no feature is left.
    init(
        _ columns: CSVColumns, _ options: CSVOptions, names: [String], headerLine: Int, file: String
    ) throws(DataError) {
        self.names = names
        self.headerLine = headerLine
        self.file = file
        indices = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        roles = Array(repeating: .ignored, count: names.count)
        switch columns {
        case .all: targetName = nil
        case .target(let target): targetName = target
        case .numbered(_, let target), .features(_, let target): targetName = target
        }
        if let targetName { try setRole(.target, of: try index(of: targetName)) }
        switch columns {
        case .all, .target: try addColumns(options)
        case .features(let features, _): for name in features { try addFeature(named: name) }
        case .numbered(let count, _): for name in try featureNames(count) { try addFeature(named: name) }
        }
        guard !features.isEmpty else {
            throw DataError(
                file: file, line: headerLine, found: targetName == nil ? "no features" : "no column but the target",
                expected: "at least one feature")
        }
    }

    /// The names of the columns that stand for features without names.
    private func featureNames(_ count: Int) throws(DataError) -> [String] {
        let numbered = FeatureNames.numbered(count: count).all
        guard numbered.allSatisfy({ indices[$0] == nil }) else { return numbered }
        let features = names.filter { $0 != targetName }
        guard features.count == count else {
            throw DataError(
                file: file, line: headerLine,
                found: "\(features.count) columns\(targetName.map { " beside \($0)" } ?? "")",
                expected: "\(count), the features of a model that was trained without names")
        }
        return features
    }

    /// Takes the columns that options leave, in the file's order.
    private mutating func addColumns(_ options: CSVOptions) throws(DataError) {
        for name in options.ignored + (options.columns ?? []) + options.categorical { _ = try index(of: name) }
        let wanted = options.columns.map { Set($0) }
        let (ignored, categorical) = (Set(options.ignored), Set(options.categorical))
        for (index, name) in names.enumerated() where roles[index] != .target {
            guard wanted?.contains(name) ?? true, !ignored.contains(name) else { continue }
            if categorical.contains(name) {
                features.append(.everyCategory(try addCategory(index)))
            } else {
                try addNumber(index)
            }
        }
    }

    /// Takes a column of numbers of this name, or for `column=name` what says whether the column has that name.
    private mutating func addFeature(named name: String) throws(DataError) {
        guard indices[name] == nil, let (column, category) = categoryColumn(of: name) else {
            return try addNumber(try index(of: name))
        }
        let place =
            if case .category(let place) = roles[column] { place } else { try addCategory(column) }
        features.append(.category(place, category))
    }

    private mutating func addNumber(_ column: Int) throws(DataError) {
        try setRole(.number(numberNames.count), of: column)
        features.append(.number(numberNames.count))
        numberNames.append(names[column])
    }

    private mutating func addCategory(_ column: Int) throws(DataError) -> Int {
        try setRole(.category(categoryNames.count), of: column)
        categoryNames.append(names[column])
        return categoryNames.count - 1
    }

    private mutating func setRole(_ role: Role, of column: Int) throws(DataError) {
        guard roles[column] == .ignored else {
            throw DataError(file: file, problem: "column \(OneLine.quoted(names[column])) is asked for twice")
        }
        roles[column] = role
    }

    private func index(of name: String) throws(DataError) -> Int {
        if let index = indices[name] { return index }
        var problem = "no column named \(OneLine.quoted(name))"
        if let nearest = CSVNames.nearest(to: name, in: names) {
            problem += ", did you mean \(OneLine.quoted(nearest))?"
        }
        throw DataError(file: file, line: headerLine, problem: problem)
    }

    /// The longest name of a column that stands before an `=`, and what is behind that.
    private func categoryColumn(of name: String) -> (column: Int, category: String)? {
        for place in name.indices.reversed() where name[place] == "=" {
            if let column = indices[String(name[..<place])] {
                return (column, String(name[name.index(after: place)...]))
            }
        }
        return nil
    }
}
