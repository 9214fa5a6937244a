/// A product of two matrices, into a third one of `rowCount` x `columnCount` numbers.
///
/// Each number of the result is summed over `depth` products; how each matrix lies in memory is up to the function that is called.
public struct ProductJob: BitwiseCopyable, @unchecked Sendable {  // Safe: one worker at a time owns a job.
    /// What the sums start from.
    public enum Start: BitwiseCopyable {
        /// Nothing.
        case zeros
        /// A number for each column, padded to a multiple of 16.
        case row(UnsafePointer<Float>)
        /// What the result holds.
        case result
    }

    /// The left factor; its rows may be picked.
    public var left: RowMatrix
    /// The right factor; its rows may be picked where the left one's are not.
    public var right: RowMatrix
    /// Rows of the result.
    public var rowCount: Int
    /// Columns of the result.
    public var columnCount: Int
    /// Products in each sum.
    public var depth: Int
    /// What the sums start from.
    public var start: Start
    /// Row 0 of the result.
    public var result: UnsafeMutablePointer<Float>
    /// Numbers from one row of the result to the next.
    public var resultStride: Int

    /// Describes a product.
    public init(
        left: RowMatrix, right: RowMatrix, rowCount: Int, columnCount: Int, depth: Int, start: Start = .zeros,
        result: UnsafeMutablePointer<Float>, resultStride: Int
    ) {
        self.left = left
        self.right = right
        self.rowCount = rowCount
        self.columnCount = columnCount
        self.depth = depth
        self.start = start
        self.result = result
        self.resultStride = resultStride
    }
}
