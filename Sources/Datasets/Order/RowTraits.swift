/// What a split must know of rows.
public struct RowTraits: Sendable {
    /// The number of rows, at most `KeyedPermutation.maximumSize`.
    public let rowCount: Int
    /// The class of each row, a whole number from 0, where each class is held out in proportion.
    public let classes: [Float]?
    /// The name of each row's group, where rows of one group stay together.
    public let groups: LabelColumn?

    /// Collects what is known.
    public init(rowCount: Int, classes: [Float]? = nil, groups: LabelColumn? = nil) {
        precondition(classes.map { $0.count == rowCount } ?? true, "rows and classes differ in number")
        precondition(groups.map { $0.codes.count == rowCount } ?? true, "rows and groups differ in number")
        self.rowCount = rowCount
        self.classes = classes
        self.groups = groups
    }

    /// The number of different groups; nil where rows have none.
    public var groupCount: Int? { groups?.names.count }

    /// The number of classes; 1 where they do not matter.
    var classCount: Int { classes.map { 1 + Int($0.max() ?? 0) } ?? 1 }

    /// The class of a row.
    func classIndex(of row: UInt32) -> Int { classes.map { Int($0[Int(row)]) } ?? 0 }

    /// Rows of each class, in the order given.
    func strata(of rows: [UInt32]) -> [[UInt32]] {
        var strata = [[UInt32]](repeating: [], count: classCount)
        for row in rows { strata[classIndex(of: row)].append(row) }
        return strata
    }
}
