import Files
import Vocabulary

/// What each column of a table is read as.
struct ColumnLayout: Hashable {
    /// What a column is read as.
    enum Role: Hashable {
        case ignored
        /// A number, at this place among a row's numbers.
        case number(Int)
        /// A name, at this place among a row's names.
        case category(Int)
        case target
        case weight
        case group
    }

    /// Where a row has a name.
    enum NamePlace: Hashable {
        /// In a column, at this place among a row's names.
        case column(Int)
        /// In two columns that are crossed.
        case crossing(Int)
    }

    /// Two columns of names that are crossed, by their places.
    struct Crossing: Hashable {
        let first: Int
        let second: Int
    }

    /// A feature, or several, as columns make it. Those of names may be times the number at a place.
    enum Feature: Hashable {
        /// The number at this place.
        case number(Int)
        /// The product of the numbers at two places.
        case product(Int, Int)
        /// Every name at this place, a feature each.
        case everyName(NamePlace, times: Int? = nil)
        /// Whether the name at this place is this one.
        case name(NamePlace, String, times: Int? = nil)
        /// So many features that the names at this place share.
        case hashed(NamePlace, count: Int, times: Int? = nil)
    }

    /// The columns' names, in the file's order.
    private(set) var names: [String]
    /// The columns' roles, in the file's order.
    private(set) var roles: [Role]
    /// The names of the columns of numbers.
    private(set) var numberNames: [String] = []
    /// The names of the columns of names.
    private(set) var categoryNames: [String] = []
    /// The columns of names that are crossed.
    var crossings: [Crossing] = []
    /// How names and pairs of columns become features, by the columns' names.
    var encoding = ColumnEncoding()
    /// A row's features, in their order.
    var features: [Feature] = []
    /// What is taken from the numbers at each place, and from targets, before they are rounded to float32.
    private(set) var numberOrigins: [Double] = []
    private(set) var targetOrigin = 0.0
    /// Whether columns stand for features without names.
    private var isNumbered = false
    /// Whether nothing is taken from any column.
    private(set) var originsAreZero = true
    /// The columns that lose some of their numbers to float32, the target's included.
    var roundedColumns: [String] = []
    /// The name of the target's column.
    let targetName: String?
    /// The name of the column of weights.
    private(set) var weightName: String?

    /// The name of the column of groups.
    private(set) var groupName: String?
    /// The place of the groups among a row's names, where they are a feature too.
    private(set) var groupCategory: Int?

    /// What is done about names that are no feature.
    let unknown: UnknownPolicy

    private(set) var indices: [String: Int]
    /// The line that names the columns, in a format of lines.
    private(set) var headerLine: Int?
    private(set) var file: String
    /// Whether the features were chosen by their names.
    private(set) var areFeaturesGiven = false
    /// Whether a column that is not read now would be, if it were here.
    private let takesEveryColumn: Bool

    /// - Throws: `DataError` where a column that is asked for is not in the header, or no feature is left.
    init(
        _ columns: ColumnChoice, _ options: ColumnOptions, names: [String], headerLine: Int? = nil, file: String
    ) throws(DataError) {
        if let first = options.first {
            self = try first.found(in: names, options, headerLine: headerLine, file: file)
            return
        }
        self.names = names
        unknown = options.unknown
        self.headerLine = headerLine
        self.file = file
        let indices = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        self.indices = indices
        roles = Array(repeating: .ignored, count: names.count)
        takesEveryColumn =
            switch columns {
            case .all, .target: options.columns == nil
            case .features, .numbered: false
            }
        let target: String? =
            switch columns {
            case .all: nil
            case .target(let target): target
            case .numbered(_, let target), .features(_, let target): target
            }
        let targetIndex = try target.map { (target) throws(DataError) in
            try Self.index(of: target, byNumber: true, names, indices, file: file, line: headerLine)
        }
        targetName = targetIndex.map { names[$0] }
        if let targetIndex { try setRole(.target, of: targetIndex) }
        if let weight = options.weight, !options.isWeightOptional || indices[weight] != nil {
            let index = try Self.index(of: weight, byNumber: true, names, indices, file: file, line: headerLine)
            try setRole(.weight, of: index)
            weightName = names[index]
        }
        let group = try options.group.map { (group) throws(DataError) in
            try Self.index(of: group, byNumber: true, names, indices, file: file, line: headerLine)
        }
        switch columns {
        case .all, .target:
            try addColumns(options, group: group)
            try addInteractions(options.encoding.interactions)
        case .features(let features, _):
            areFeaturesGiven = true
            encoding = options.encoding
            try addFeatures(named: features)
        case .numbered(let count, _):
            try addFeatures(named: featureNames(count))
            isNumbered = true
        }
        if let group { try setGroup(group) }
        guard !features.isEmpty else {
            throw DataError(
                file: file, line: headerLine, found: targetName == nil ? "no features" : "no column but the target",
                expected: "at least one feature")
        }
    }

    /// The same columns in a file that may have them in another order.
    /// - Throws: `DataError` where it lacks one of them, or has one more that would be read.
    private func found(
        in names: [String], _ options: ColumnOptions, headerLine: Int?, file: String
    ) throws(DataError) -> ColumnLayout {
        var layout = self
        layout.names = names
        layout.indices = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        layout.headerLine = headerLine
        layout.file = file
        layout.roles = Array(repeating: .ignored, count: names.count)
        for (name, role) in zip(self.names, roles) where role != .ignored {
            layout.roles[try layout.index(of: name)] = role
        }
        guard takesEveryColumn, let new = names.first(where: { indices[$0] == nil && !options.ignored.contains($0) })
        else { return layout }
        throw DataError(
            file: file, line: headerLine, found: "a column \(OneLine.quoted(new))",
            expected: "the columns of \(self.file)")
    }

    /// What is taken from columns before their numbers are rounded to float32.
    var origins: ColumnOrigins {
        var origins = ColumnOrigins(target: targetOrigin)
        for (name, origin) in zip(originNames, numberOrigins) where origin != 0 { origins.features[name] = origin }
        return origins
    }

    /// The names of the columns of numbers as their origins have them.
    var originNames: [String] { isNumbered ? FeatureNames.numbered(count: numberNames.count).all : numberNames }

    /// Has numbers counted from origins.
    mutating func count(from origins: ColumnOrigins) {
        numberOrigins = originNames.map { origins.features[$0] ?? 0 }
        targetOrigin = origins.target
        originsAreZero = targetOrigin == 0 && numberOrigins.allSatisfy { $0 == 0 }
    }

    /// The same columns, of which only those of numbers are read.
    var numbersOnly: ColumnLayout {
        var layout = self
        for index in roles.indices {
            if case .number = roles[index] { continue }
            layout.roles[index] = .ignored
        }
        return layout
    }

    /// The names of the columns that stand for features without names.
    private func featureNames(_ count: Int) throws(DataError) -> [String] {
        let numbered = FeatureNames.numbered(count: count).all
        guard numbered.allSatisfy({ indices[$0] == nil }) else { return numbered }
        let labels = [targetName, weightName, groupName].compactMap(\.self)
        let features = names.filter { !labels.contains($0) }
        guard features.count == count else {
            throw DataError(
                file: file, line: headerLine,
                found:
                    "\(features.count) columns\(labels.isEmpty ? "" : " beside \(labels.joined(separator: " and "))")",
                expected: "\(count), the features of a model that was trained without names")
        }
        return features
    }

    /// Has a column say which rows belong together.
    private mutating func setGroup(_ column: Int) throws(DataError) {
        if case .category(let place) = roles[column] {
            groupCategory = place
        } else {
            try setRole(.group, of: column)
        }
        groupName = names[column]
    }

    /// Takes the columns that options leave, in the file's order; that of groups only where it is one of names.
    private mutating func addColumns(_ options: ColumnOptions, group: Int?) throws(DataError) {
        var ignored = try chosen(options.ignored)
        let wanted = try options.columns.map { (columns) throws(DataError) in try chosen(columns) }
        let categorical = try chosen(options.categorical)
        let hashed = try hashedColumns(options.encoding.hash, besides: categorical)
        if let group, !categorical.contains(group), hashed[group] == nil { ignored.insert(group) }
        for index in names.indices where roles[index] == .ignored {
            guard wanted?.contains(index) ?? true, !ignored.contains(index) else { continue }
            if let count = hashed[index] {
                features.append(.hashed(.column(try addCategory(index)), count: count))
                encoding.hash[names[index]] = count
            } else if categorical.contains(index) {
                features.append(.everyName(.column(try addCategory(index))))
            } else {
                features.append(.number(try addNumber(index)))
            }
        }
        if let unread = hashed.keys.sorted().first(where: { encoding.hash[names[$0]] == nil }) {
            throw DataError(
                file: file, line: headerLine, column: names[unread], found: "a hash of it",
                expected: "a column that is a feature")
        }
    }

    /// The columns whose names share features, with the number of these.
    private func hashedColumns(
        _ hash: [String: Int], besides categorical: Set<Int>
    ) throws(DataError) -> [Int: Int] {
        var hashed: [Int: Int] = [:]
        for (name, count) in hash.sorted(by: { $0.key < $1.key }) {
            let index = try Self.index(of: name, byNumber: true, names, indices, file: file, line: headerLine)
            guard hashed.updateValue(count, forKey: index) == nil, !categorical.contains(index) else {
                let other = categorical.contains(index) ? "a feature for each name, too" : "another hash of it"
                throw DataError(
                    file: file, line: headerLine, column: names[index], found: "a hash of it and \(other)",
                    expected: "one of them")
            }
        }
        return hashed
    }

    /// Takes a column of numbers.
    /// - Returns: its place among a row's numbers.
    mutating func addNumber(_ column: Int) throws(DataError) -> Int {
        try setRole(.number(numberNames.count), of: column)
        numberNames.append(names[column])
        numberOrigins.append(0)
        return numberNames.count - 1
    }

    /// Takes a column of names.
    /// - Returns: its place among a row's names.
    mutating func addCategory(_ column: Int) throws(DataError) -> Int {
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

    /// The columns that options name.
    private func chosen(_ options: [String]) throws(DataError) -> Set<Int> {
        var chosen: Set<Int> = []
        for name in options {
            chosen.insert(
                try Self.index(of: name, byNumber: true, names, indices, file: file, line: headerLine))
        }
        return chosen
    }

    func index(of name: String) throws(DataError) -> Int {
        try Self.index(of: name, byNumber: false, names, indices, file: file, line: headerLine)
    }

    /// The columns lack what a feature is made of.
    func missing(_ feature: String) -> DataError {
        guard let end = feature.firstIndex(of: "=") else {
            return Self.missing(feature, names, file: file, line: headerLine)
        }
        return Self.missing(
            String(feature[..<end]), names, file: file, line: headerLine, for: " for \(OneLine.quoted(feature))")
    }

    /// The places of columns, by name or number.
    /// - Throws: `DataError` where there is no such column.
    static func places(of columns: [String], among names: [String], file: String) throws(DataError) -> Set<Int> {
        var places: Set<Int> = []
        for column in columns { places.insert(try place(of: column, among: names, file: file)) }
        return places
    }

    /// The place of the column to predict, by name or number.
    /// - Throws: `DataError` where there is none; it lists the first columns.
    static func place(of target: String, among names: [String], file: String) throws(DataError) -> Int {
        let indices = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        do {
            return try index(of: target, byNumber: true, names, indices, file: file, line: nil)
        } catch {
            let end = error.problem.hasSuffix("?") ? "" : "."
            let columns = OneLine.list(names, limit: 10)
            throw DataError(file: file, problem: "\(error.problem)\(end) The columns are \(columns)")
        }
    }

    /// The place of a column.
    /// - Parameter byNumber: whether a number, from 1 or from -1 at the end, stands for a column where none has it as its
    ///   name.
    static func index(
        of name: String, byNumber: Bool, _ names: [String], _ indices: [String: Int], file: String, line: Int?
    ) throws(DataError) -> Int {
        if let index = indices[name] { return index }
        if byNumber, let number = Int(name), number != 0, number.magnitude <= names.count {
            return number > 0 ? number - 1 : names.count + number
        }
        throw missing(name, names, file: file, line: line)
    }

    private static func missing(
        _ name: String, _ names: [String], file: String, line: Int?, for purpose: String = ""
    ) -> DataError {
        var problem = "no column named \(OneLine.quoted(name))\(purpose)"
        if let nearest = Spelling.nearest(to: name, among: names) {
            problem += ", did you mean \(OneLine.quoted(nearest))?"
        }
        return DataError(file: file, line: line, problem: problem)
    }
}
