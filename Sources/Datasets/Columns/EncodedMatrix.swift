/// Rows of numbers, and of names of which some are a feature each: 1 in rows of that name, otherwise 0. Names may also share
/// features, and be times a number.
struct EncodedMatrix: FeatureMatrix {
    /// Where a feature is from.
    enum Column: Hashable {
        /// The number at this place.
        case number(Int)
        /// The product of the numbers at two places.
        case product(Int, Int)
        /// Whether the name at this place has this code; times the number at a place, where there is one.
        case indicator(Int, code: Int32, times: Int?)
        /// One of the features that names share.
        case shared(Int, feature: Int32)
    }

    /// Features that names share.
    struct Sharing {
        /// The place of the names.
        let place: Int
        /// Where the name of each code goes.
        let slots: [NameHash.Slot]
        /// The place of the number that each is times, where there is one.
        let times: Int?
    }

    /// Numbers that are written at once, or those of one row.
    private static let mostNumbers = 4096

    let numbers: any FeatureMatrix
    /// What was taken from the numbers at each place.
    let origins: [Double]
    /// For each column of names the codes of its rows.
    let codes: [[Int32]]
    let sharings: [Sharing]
    let columns: [Column]

    private let plain: [(column: Int, place: Int)]
    private let products: [Product]
    private let groups: [Group]

    private struct Product {
        let column: Int
        let first: Int
        let second: Int
    }

    /// The features of a column of names, of which a row has at most one.
    private struct Group {
        let place: Int
        let times: Int?
        /// The feature of each code; -1 for none.
        var columns: [Int32]
        /// What it is in rows of that code, or is times the number.
        var signs: [Float]
    }

    /// - Parameters:
    ///   - numbers: the rows' numbers.
    ///   - origins: what was taken from those at each place.
    ///   - codes: for each column of names the codes of its rows.
    ///   - sharings: how names share features.
    ///   - columns: the features.
    init(
        numbers: any FeatureMatrix, origins: [Double], codes: [[Int32]], sharings: [Sharing] = [], columns: [Column]
    ) {
        self.numbers = numbers
        self.origins = origins
        self.codes = codes
        self.sharings = sharings
        self.columns = columns
        var plain: [(column: Int, place: Int)] = []
        var products: [Product] = []
        var groups: [Group] = []
        var groupOfIndicators: [[Int?]: Int] = [:]
        var groupOfSharing: [Int: Int] = [:]
        var shared = sharings.map { [Int32](repeating: -1, count: Int($0.slots.map(\.feature).max() ?? -1) + 1) }
        for (column, source) in columns.enumerated() {
            switch source {
            case .number(let place): plain.append((column, place))
            case .product(let first, let second): products.append(Product(column: column, first: first, second: second))
            case .indicator(let place, let code, let times):
                guard code >= 0 else { continue }
                let index = groupOfIndicators[[place, times]] ?? groups.count
                if index == groups.count {
                    groupOfIndicators[[place, times]] = index
                    let codeCount = Int(codes[place].max() ?? -1) + 1
                    groups.append(
                        Group(
                            place: place, times: times, columns: Array(repeating: -1, count: codeCount),
                            signs: Array(repeating: 1, count: codeCount)))
                }
                if Int(code) < groups[index].columns.count { groups[index].columns[Int(code)] = Int32(column) }
            case .shared(let sharing, let feature):
                if groupOfSharing[sharing] == nil {
                    groupOfSharing[sharing] = groups.count
                    let slots = sharings[sharing]
                    groups.append(
                        Group(
                            place: slots.place, times: slots.times, columns: [], signs: slots.slots.map(\.sign)))
                }
                if Int(feature) < shared[sharing].count { shared[sharing][Int(feature)] = Int32(column) }
            }
        }
        for (sharing, group) in groupOfSharing {
            groups[group].columns = sharings[sharing].slots.map { shared[sharing][Int($0.feature)] }
        }
        self.plain = plain
        self.products = products
        self.groups = groups
    }

    var rowCount: Int { numbers.rowCount }
    var columnCount: Int { columns.count }

    func write(row: Int, to features: UnsafeMutablePointer<Float>) { write(rows: row..<row + 1, to: features) }

    func write(rows: Range<Int>, to features: UnsafeMutablePointer<Float>) {
        features.update(repeating: 0, count: rows.count * columns.count)
        forEachRow(of: rows) { row, numbers in
            let features = features + (row - rows.lowerBound) * columns.count
            forEachFeature(ofRow: row, numbers) { features[$0] = $1 }
        }
    }

    /// Lends `body` the numbers of rows, one row after the other.
    func forEachRow(of rows: Range<Int>, _ body: (_ row: Int, _ numbers: UnsafePointer<Float>) -> Void) {
        let numberCount = numbers.columnCount
        let rowsAtOnce = max(min(Self.mostNumbers / max(numberCount, 1), rows.count), 1)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: rowsAtOnce * numberCount + 1) { memory in
            let start = memory.baseAddress!
            for first in stride(from: rows.lowerBound, to: rows.upperBound, by: rowsAtOnce) {
                let some = first..<min(first + rowsAtOnce, rows.upperBound)
                numbers.write(rows: some, to: start)
                for row in some { body(row, start + (row - first) * numberCount) }
            }
        }
    }

    /// Calls `body` with each feature of a row that may be another number than 0, in no order.
    @inline(__always)
    func forEachFeature(
        ofRow row: Int, _ numbers: UnsafePointer<Float>, _ body: (_ column: Int, _ value: Float) -> Void
    ) {
        for (column, place) in plain { body(column, numbers[place]) }
        for product in products {
            let (first, second) = (origins[product.first], origins[product.second])
            let (x, y) = (Double(numbers[product.first]), Double(numbers[product.second]))
            body(product.column, Float((x + first) * (y + second) - first * second))
        }
        for group in groups {
            let code = Int(codes[group.place][row])
            let column = Int(group.columns[code])
            guard column >= 0 else { continue }
            let sign = group.signs[code]
            body(column, group.times.map { Float(Double(sign) * (Double(numbers[$0]) + origins[$0])) } ?? sign)
        }
    }

    /// The numbers and their products alone; nil where there is nothing else.
    var withoutNames: EncodedMatrix? {
        let kept = columns.filter(\.isNumber)
        guard kept.count < columns.count else { return nil }
        return EncodedMatrix(numbers: numbers, origins: origins, codes: [], columns: kept)
    }

    func readAhead(rows: Range<Int>) { numbers.readAhead(rows: rows) }

    var releasableRuns: [Range<Int>]? { numbers.releasableRuns }

    func release(_ run: Range<Int>) { numbers.release(run) }

    func check() throws(DataError) { try numbers.check() }
}

extension EncodedMatrix.Column {
    /// Whether it is a number, or a product of two.
    var isNumber: Bool {
        switch self {
        case .number, .product: true
        case .indicator, .shared: false
        }
    }
}
