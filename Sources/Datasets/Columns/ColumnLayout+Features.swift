/// Features by their names: `column`, `column=name`, `column#0` and so on for one that is hashed, and of pairs of columns
/// `a*b`, `a=name*b`, `a=name*b=name`, `a#0*b` and `a*b#0`.
extension ColumnLayout {
    /// Takes the features of these names, in this order.
    /// - Throws: `DataError` where the columns lack what one is made of.
    mutating func addFeatures(named names: [String]) throws(DataError) {
        let hashed = hashedFeatures()
        var rest = names[...]
        while let name = rest.first {
            if let found = hashed[name], rest.prefix(found.count).elementsEqual(found.names) {
                features.append(try hashedFeature(found))
                rest = rest.dropFirst(found.count)
            } else {
                features.append(try feature(named: name))
                rest = rest.dropFirst()
            }
        }
    }

    private mutating func feature(named name: String) throws(DataError) -> Feature {
        if let index = indices[name] { return .number(try addNumber(index)) }
        if let feature = try interaction(named: name) { return feature }
        guard let (column, category) = categoryColumn(of: name) else { throw missing(name) }
        return .name(.column(try namePlace(column)), category)
    }

    /// The longest name of a column that stands before an `=`, and what comes after that.
    private func categoryColumn(of name: String) -> (column: Int, category: String)? {
        for place in name.indices.reversed() where name[place] == "=" {
            if let column = indices[String(name[..<place])] {
                return (column, String(name[name.index(after: place)...]))
            }
        }
        return nil
    }

    /// The place of a column's names in a row.
    private mutating func namePlace(_ column: Int) throws(DataError) -> Int {
        if case .category(let place) = roles[column] { return place }
        return try addCategory(column)
    }

    /// The place of a column's number in a row.
    private mutating func numberPlace(_ column: Int) throws(DataError) -> Int {
        if case .number(let place) = roles[column] { return place }
        return try addNumber(column)
    }

    /// The place of two columns' names, taken together.
    private mutating func crossing(_ first: Int, _ second: Int) throws(DataError) -> Int {
        let crossing = Crossing(first: try namePlace(first), second: try namePlace(second))
        if let place = crossings.firstIndex(of: crossing) { return place }
        crossings.append(crossing)
        return crossings.count - 1
    }

    // MARK: Names of features

    /// What separates the names that are crossed with another column's.
    private static func separator(before column: String) -> String { "*\(column)=" }

    /// What features with a number of a column end with.
    private static func ending(_ column: String) -> String { "*\(column)" }

    /// The name of a feature of names.
    /// - Parameter name: that of the row, as a table has it.
    func featureName(_ place: NamePlace, _ name: String, times number: Int?) -> String {
        let column =
            switch place {
            case .column(let place): categoryNames[place]
            case .crossing(let place): categoryNames[crossings[place].first]
            }
        return "\(column)=\(name)" + (number.map { Self.ending(numberNames[$0]) } ?? "")
    }

    /// The names of features that names share.
    func hashedNames(_ place: NamePlace, count: Int, times number: Int?) -> [String] {
        let column =
            switch place {
            case .column(let place): categoryNames[place]
            case .crossing(let place):
                categoryNames[crossings[place].first] + Self.ending(categoryNames[crossings[place].second])
            }
        let ending = number.map { Self.ending(numberNames[$0]) } ?? ""
        return (0..<count).map { "\(column)#\($0)\(ending)" }
    }

    /// The name that a row has in two columns.
    func crossedName(_ crossing: Crossing, _ first: String, _ second: String) -> String {
        first + Self.separator(before: categoryNames[crossing.second]) + second
    }

    /// What may be in no name of a column, since the names of features would not tell where it ends.
    func reservedTexts(ofNamesAt place: Int) -> [String] {
        let column = categoryNames[place]
        return encoding.interactions.filter { $0.first == column || $0.second == column }.map { pair in
            Self.ending(pair.first == column ? pair.second : pair.first)
        }
    }

    // MARK: Features of pairs

    /// A feature of two columns; nil where the name is no such feature's.
    private mutating func interaction(named name: String) throws(DataError) -> Feature? {
        var found: (end: String.Index, column: String, other: String, isCrossing: Bool)?
        for pair in encoding.interactions {
            if name == pair.first + Self.ending(pair.second) {
                return .product(try numberPlace(index(of: pair.first)), try numberPlace(index(of: pair.second)))
            }
            for (column, other, isGiven) in [(pair.first, pair.second, true), (pair.second, pair.first, false)]
            where name.hasPrefix("\(column)=") {
                // What is read first is the end of the name.
                func take(_ end: String.Index, isCrossing: Bool) {
                    if found.map({ end < $0.end }) ?? true { found = (end, column, other, isCrossing) }
                }
                if isGiven, let range = name.firstRange(of: Self.separator(before: other)) {
                    take(range.lowerBound, isCrossing: true)
                }
                if name.hasSuffix(Self.ending(other)) {
                    take(name.index(name.endIndex, offsetBy: -Self.ending(other).count), isCrossing: false)
                }
            }
        }
        guard let found else { return nil }
        let start = name.index(name.startIndex, offsetBy: found.column.count + 1)
        guard start <= found.end else { return nil }
        let (column, other) = (try index(of: found.column), try index(of: found.other))
        return found.isCrossing
            ? .name(.crossing(try crossing(column, other)), String(name[start...]))
            : .name(.column(try namePlace(column)), String(name[start..<found.end]), times: try numberPlace(other))
    }

    /// Takes pairs of columns that are features.
    /// - Throws: `DataError` where there is no such column, or it is no feature.
    mutating func addInteractions(_ interactions: [ColumnEncoding.Interaction]) throws(DataError) {
        var seen: Set<Set<Int>> = []
        for pair in interactions {
            var columns: [Int] = []
            for name in [pair.first, pair.second] {
                columns.append(
                    try Self.index(of: name, byNumber: true, names, indices, file: file, line: headerLine))
            }
            let (first, second) = (columns[0], columns[1])
            func fail(_ found: String, _ expected: String) -> DataError {
                DataError(
                    file: file, line: headerLine,
                    problem: "interaction of \(names[first]) and \(names[second]): found \(found), expected \(expected)"
                )
            }
            guard seen.insert([first, second]).inserted else { throw fail("it twice", "each pair once") }
            switch (roles[first], roles[second]) {
            case (.number(let first), .number(let second)): features.append(.product(first, second))
            case (.category(let place), .number(let number)), (.number(let number), .category(let place)):
                let count = encoding.hash[categoryNames[place]]
                features.append(
                    count.map { .hashed(.column(place), count: $0, times: number) }
                        ?? .everyName(.column(place), times: number))
            case (.category, .category):
                guard first != second else { throw fail("one column of names", "two") }
                let place = NamePlace.crossing(try crossing(first, second))
                let count = [first, second].compactMap { encoding.hash[names[$0]] }.max()
                features.append(count.map { .hashed(place, count: $0) } ?? .everyName(place))
            default:
                let other = [first, second].first { column in
                    switch roles[column] {
                    case .number, .category: false
                    default: true
                    }
                }
                throw fail("\(names[other ?? first]), which is no feature", "columns that are features")
            }
            encoding.interactions.append(.init(names[first], names[second]))
        }
    }

    // MARK: Features that names share

    /// Features that names share.
    private struct HashedFeatures {
        let column: String
        /// A column of names that is crossed with it.
        var crossed: String?
        /// A column of numbers that each feature is times.
        var times: String?
        let names: [String]

        var count: Int { names.count }
    }

    /// All features that names may share, by the name of the first.
    private func hashedFeatures() -> [String: HashedFeatures] {
        func names(_ column: String, _ count: Int, _ ending: String = "") -> [String] {
            (0..<count).map { "\(column)#\($0)\(ending)" }
        }
        var found = encoding.hash.map { HashedFeatures(column: $0, names: names($0, $1)) }
        for pair in encoding.interactions {
            for (column, other) in [(pair.first, pair.second), (pair.second, pair.first)] {
                guard let count = encoding.hash[column] else { continue }
                found.append(
                    HashedFeatures(column: column, times: other, names: names(column, count, Self.ending(other))))
            }
            if let count = [pair.first, pair.second].compactMap({ encoding.hash[$0] }).max() {
                let column = pair.first + Self.ending(pair.second)
                found.append(
                    HashedFeatures(column: pair.first, crossed: pair.second, names: names(column, count)))
            }
        }
        return Dictionary(found.map { ($0.names[0], $0) }, uniquingKeysWith: { first, _ in first })
    }

    private mutating func hashedFeature(_ found: HashedFeatures) throws(DataError) -> Feature {
        let column = try index(of: found.column)
        if let crossed = found.crossed {
            return .hashed(.crossing(try crossing(column, index(of: crossed))), count: found.count)
        }
        let place = NamePlace.column(try namePlace(column))
        guard let number = found.times else { return .hashed(place, count: found.count) }
        return .hashed(place, count: found.count, times: try numberPlace(index(of: number)))
    }
}
