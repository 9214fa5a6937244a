/// Groups of rows that stay together, in the order of their names.
struct RowGroups {
    /// For each row of the source the number of its group.
    private let codes: [Int32]
    private let numberOfCode: [Int]
    /// Rows of each group and class.
    private let counts: [[Int]]
    /// Rows of each class.
    private let totals: [Int]

    /// The number of groups that some of the rows have.
    var count: Int { counts.count }

    /// The groups that rows have; nil where groups do not matter.
    init?(of rows: [UInt32], _ traits: RowTraits) {
        guard let groups = traits.groups else { return nil }
        codes = groups.codes
        var counts = [[Int]](
            repeating: [Int](repeating: 0, count: traits.classCount), count: groups.names.count)
        for row in rows { counts[Int(groups.codes[Int(row)])][traits.classIndex(of: row)] += 1 }
        let present = groups.sortedNames.compactMap { groups.code(of: $0) }.map { Int($0) }
            .filter { code in counts[code].contains { $0 > 0 } }
        var numberOfCode = [Int](repeating: -1, count: groups.names.count)
        for (number, code) in present.enumerated() { numberOfCode[code] = number }
        self.numberOfCode = numberOfCode
        self.counts = present.map { counts[$0] }
        totals = (0..<traits.classCount).map { index in counts.reduce(0) { $0 + $1[index] } }
    }

    /// The number of a row's group.
    func group(of row: UInt32) -> Int { numberOfCode[Int(codes[Int(row)])] }

    /// Groups that together have about a fraction of the rows of each class: each in turn that brings them nearer to it,
    /// by the sum of squares over the classes. At least one is taken, and one left, where there are two.
    /// - Parameter order: all groups, in the order in which they are asked.
    /// - Returns: whether each group is taken.
    func taken(_ fraction: Double, in order: [Int]) -> [Bool] {
        var isTaken = [Bool](repeating: false, count: count)
        var lacking = totals.map { fraction * Double($0) }
        /// By how much the sum of squares grows.
        func growth(_ group: Int) -> Double {
            zip(zip(counts[group], lacking), totals).reduce(0) { sum, pair in
                let ((rows, lacking), total) = pair
                return sum + Double(rows) * (Double(rows) - 2 * lacking) / Double(max(total, 1))
            }
        }
        var left = count
        func take(_ group: Int) {
            isTaken[group] = true
            left -= 1
            for (index, rows) in counts[group].enumerated() { lacking[index] -= Double(rows) }
        }
        for group in order where left > 1 && growth(group) < 0 { take(group) }
        if left == count, count > 1, let nearest = order.min(by: { growth($0) < growth($1) }) { take(nearest) }
        return isTaken
    }

    /// Deals groups, the largest first, each to the fold that has the fewest rows of its classes.
    /// - Parameters:
    ///   - foldCount: at most as many as there are groups.
    ///   - order: all groups; those of equal size are dealt in this order.
    /// - Returns: the fold of each group, from 0.
    func dealt(to foldCount: Int, in order: [Int]) -> [Int] {
        let sizes = counts.map { $0.reduce(0, +) }
        let ranked = order.enumerated().sorted {
            (sizes[$1.element], $0.offset) < (sizes[$0.element], $1.offset)
        }.map(\.element)
        var folds = [Int](repeating: 0, count: count)
        var rows = [[Int]](repeating: [Int](repeating: 0, count: totals.count), count: foldCount)
        for group in ranked {
            func crowd(_ fold: Int) -> Double {
                zip(zip(counts[group], rows[fold]), totals).reduce(0) { sum, pair in
                    sum + Double(pair.0.0) * Double(pair.0.1) / Double(max(pair.1, 1))
                }
            }
            let crowds = (0..<foldCount).map { (crowd($0), rows[$0].reduce(0, +), $0) }
            guard let fold = crowds.min(by: { $0 < $1 })?.2 else { continue }
            folds[group] = fold
            for (index, number) in counts[group].enumerated() { rows[fold][index] += number }
        }
        return folds
    }
}
