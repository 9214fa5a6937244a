public import Kernels

/// Which rows of a source are trained on, and which are held out for validation and for a test: where drawn, by keyed
/// permutations of the rows, so that a row's part is a pure function of the seed, the fractions and the number of rows, and
/// of the rows' classes and the names of their groups, where these matter. A row may be in no part.
public struct HeldOutSplit: Sendable {
    /// A part of the split.
    public enum Part: Sendable, CaseIterable {
        /// Rows to train on.
        case training
        /// Rows held out to validate on.
        case validation
        /// Rows held out to test on.
        case test
    }

    /// How rows are found.
    private enum Order: Sendable {
        /// As they are: none is held out.
        case source
        case permuted(KeyedPermutation, KernelTable.Permute)
        /// One after the other: those to validate on, those to test on, those to train on.
        case listed([UInt32])
        /// As they are: those to train on, those to validate on, those to test on.
        case consecutive
    }

    /// Rows in the source.
    public let rowCount: Int
    /// Rows to train on.
    public let trainingCount: Int
    /// Rows held out for validation.
    public let validationCount: Int
    /// Rows held out for a test.
    public let testCount: Int
    private let order: Order

    /// Whether the training rows are all rows, in the source's order.
    var keepsOrder: Bool { if case .source = order { true } else { false } }

    /// Whether every part has its rows in the source's order.
    var partsKeepOrder: Bool { if case .permuted = order { false } else { true } }

    /// Holds out `fraction` of the rows, and of them all `testFraction` for a test, each rounded to the nearest whole number.
    /// - Parameters:
    ///   - rowCount: at most `KeyedPermutation.maximumSize`.
    ///   - fraction: at least 0. Where nothing is held out the rows keep their order.
    ///   - testFraction: at least 0; together with `fraction` less than 1.
    ///   - seed: chooses the rows that are held out.
    ///   - kernels: the arithmetic of an instruction set; the same bits whichever.
    public init(rowCount: Int, fraction: Double, testFraction: Double = 0, seed: UInt64, kernels: KernelTable) {
        precondition(fraction >= 0 && testFraction >= 0 && fraction + testFraction < 1)
        self.rowCount = rowCount
        validationCount = Self.count(fraction, of: rowCount)
        testCount = min(Self.count(testFraction, of: rowCount), rowCount - validationCount)
        trainingCount = rowCount - validationCount - testCount
        guard validationCount + testCount > 0 else {
            order = .source
            return
        }
        let permutation = KeyedPermutation(
            size: rowCount, stream: RandomStream(seed: seed, purpose: .split), row: 0, kernels: kernels)
        order = .permuted(permutation, kernels.permute)
    }

    /// Holds out so much of each class, as nearly as whole rows allow; every part has its rows in the source's order.
    /// - Parameters:
    ///   - classes: the class of each row, a whole number from 0; at most `KeyedPermutation.maximumSize` rows.
    ///   - fraction: at least 0.
    ///   - testFraction: at least 0; together with `fraction` less than 1.
    ///   - seed: chooses the rows that are held out.
    ///   - kernels: the arithmetic of an instruction set; the same bits whichever.
    public init(
        stratifying classes: [Float], fraction: Double, testFraction: Double = 0, seed: UInt64, kernels: KernelTable
    ) {
        precondition(fraction >= 0 && testFraction >= 0 && fraction + testFraction < 1)
        let all = (0..<classes.count).map { UInt32($0) }
        let rowsOfClass = RowTraits(rowCount: classes.count, classes: classes).strata(of: all)
        let draw = RowDraw(seed: seed, purpose: RowDraw.heldOut, kernels: kernels)
        let counts = rowsOfClass.map(\.count)
        let validation = Self.shares(fraction, of: counts, atMost: counts)
        let test = Self.shares(testFraction, of: counts, atMost: zip(counts, validation).map { $0 - $1 })
        var parts: [[UInt32]] = [[], [], []]
        for (number, rows) in rowsOfClass.enumerated() {
            let ends = [validation[number], validation[number] + test[number]]
            for (index, row) in draw.permuted(rows, stratum: number).enumerated() {
                parts[index < ends[0] ? 0 : index < ends[1] ? 1 : 2].append(row)
            }
        }
        self.init(
            rowCount: classes.count, training: parts[2].sorted(), validation: parts[0].sorted(),
            test: parts[1].sorted())
    }

    /// Parts of which each has its rows in the source's order.
    init(rowCount: Int, training: [UInt32], validation: [UInt32], test: [UInt32]) {
        self.rowCount = rowCount
        trainingCount = training.count
        validationCount = validation.count
        testCount = test.count
        order = .listed(validation + test + training)
    }

    /// Parts that follow each other, and end before a row of the source: those to train on, to validate on, to test on.
    init(rowCount: Int, validationCount: Int, testCount: Int, end: Int) {
        self.rowCount = rowCount
        trainingCount = end - validationCount - testCount
        self.validationCount = validationCount
        self.testCount = testCount
        order = .consecutive
    }

    static func count(_ fraction: Double, of rowCount: Int) -> Int {
        Int((fraction * Double(rowCount)).rounded())
    }

    /// How many rows of each class: the whole part of its share, and one more for those whose share lacks the least, until
    /// all together are the fraction of all rows.
    static func shares(_ fraction: Double, of counts: [Int], atMost room: [Int]) -> [Int] {
        let shares = counts.map { fraction * Double($0) }
        var whole = zip(shares, room).map { min(Int($0), $1) }
        var missing = count(fraction, of: counts.reduce(0, +)) - whole.reduce(0, +)
        let parts = shares.indices.sorted {
            let (left, right) = (shares[$0] - shares[$0].rounded(.down), shares[$1] - shares[$1].rounded(.down))
            return (right, $0) < (left, $1)
        }
        for index in parts where missing > 0 && whole[index] < room[index] {
            whole[index] += 1
            missing -= 1
        }
        return whole
    }

    /// The number of rows of a part.
    public func count(of part: Part) -> Int {
        switch part {
        case .training: trainingCount
        case .validation: validationCount
        case .test: testCount
        }
    }

    /// The place of a part's first row in the order of all.
    private func start(of part: Part) -> Int {
        if case .consecutive = order {
            return switch part {
            case .training: 0
            case .validation: trainingCount
            case .test: trainingCount + validationCount
            }
        }
        return switch part {
        case .validation: 0
        case .test: validationCount
        case .training: validationCount + testCount
        }
    }

    /// The source's row at a place of a part.
    public func row(_ place: Int, of part: Part) -> Int {
        switch order {
        case .source: return place
        case .consecutive: return start(of: part) + place
        case .permuted(let permutation, let permute):
            var row: UInt32 = 0
            permute(permutation, UInt32(start(of: part) + place), 1, &row)
            return Int(row)
        case .listed(let rows): return Int(rows[start(of: part) + place])
        }
    }

    /// The source's rows at places `range` of a part.
    public func rows(of part: Part, in range: Range<Int>) -> [Int] {
        let first = start(of: part) + range.lowerBound
        switch order {
        case .source: return Array(range)
        case .consecutive: return Array(first..<first + range.count)
        case .permuted(let permutation, let permute):
            return [UInt32](unsafeUninitializedCapacity: range.count) { buffer, count in
                if let base = buffer.baseAddress { permute(permutation, UInt32(first), range.count, base) }
                count = range.count
            }.map { Int($0) }
        case .listed(let rows): return rows[first..<first + range.count].map { Int($0) }
        }
    }
}
