/// Rows of numbers: consecutive ones, or rows picked by their places.
public struct RowMatrix: BitwiseCopyable, @unchecked Sendable {  // Safe: it only reads; its memory outlives it.
    /// The first number of row 0.
    public var base: UnsafePointer<Float>
    /// Numbers from the start of one row to the start of the next.
    public var stride: Int
    /// The places of the picked rows; nil for consecutive rows.
    public var places: UnsafePointer<UInt32>?

    /// Describes rows.
    public init(_ base: UnsafePointer<Float>, stride: Int, places: UnsafePointer<UInt32>? = nil) {
        self.base = base
        self.stride = stride
        self.places = places
    }
}
