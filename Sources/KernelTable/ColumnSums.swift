/// Sums for the columns of a block, most of which are zero. As long as only a few columns have a sum, a list says which.
public struct ColumnSums: BitwiseCopyable, @unchecked Sendable {  // Safe: one worker at a time owns the memory.
    /// Sums for each column, `stride` of them.
    public var numbers: UnsafeMutablePointer<Float>
    /// For each column 1 where it is in the list, else 0.
    public var marks: UnsafeMutablePointer<UInt8>
    /// The columns in the list, counted from the start of the block, in any order; one place more than `listLimit`.
    public var list: UnsafeMutablePointer<UInt32>
    /// How many columns are in the list; `ColumnSums.all` where there is no list, and any column may have a sum.
    public var count: UnsafeMutablePointer<Int>
    /// The first column of the block.
    public var firstColumn: Int
    /// Columns of the block.
    public var columnCount: Int
    /// Numbers from one column's sums to the next one's: 1 with one output, otherwise a multiple of 16.
    public var stride: Int

    /// Stands for a list of all columns.
    public static let all = Int.max

    /// How many columns a list may have: with more, whole vectors are faster than single numbers.
    public var listLimit: Int { columnCount / 8 }

    /// Describes sums.
    public init(
        numbers: UnsafeMutablePointer<Float>, marks: UnsafeMutablePointer<UInt8>, list: UnsafeMutablePointer<UInt32>,
        count: UnsafeMutablePointer<Int>, firstColumn: Int, columnCount: Int, stride: Int
    ) {
        self.numbers = numbers
        self.marks = marks
        self.list = list
        self.count = count
        self.firstColumn = firstColumn
        self.columnCount = columnCount
        self.stride = stride
    }

    /// Sets every column's sum to zero.
    public func clear() {
        if count.pointee == Self.all {
            numbers.update(repeating: 0, count: columnCount * stride)
            marks.update(repeating: 0, count: columnCount)
        } else {
            for index in 0..<count.pointee {
                let column = Int(list[index])
                if stride == 1 {
                    numbers[column] = 0
                } else {
                    (numbers + column * stride).update(repeating: 0, count: stride)
                }
                marks[column] = 0
            }
        }
        count.pointee = 0
    }
}
