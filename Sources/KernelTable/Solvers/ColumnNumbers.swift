/// Sparse rows by columns: the numbers of each column, and the rows that they are of.
public struct ColumnNumbers: BitwiseCopyable, @unchecked Sendable {  // Safe: it only reads; its memory outlives it.
    /// Where each column's numbers start, and where those of the last end.
    public var starts: UnsafePointer<Int>
    /// The row of each number.
    public var rows: UnsafePointer<UInt32>
    /// The numbers.
    public var numbers: UnsafePointer<Float>

    /// Describes columns.
    public init(starts: UnsafePointer<Int>, rows: UnsafePointer<UInt32>, numbers: UnsafePointer<Float>) {
        self.starts = starts
        self.rows = rows
        self.numbers = numbers
    }
}
