import KernelTable

/// Where row `index` of a matrix begins, relative to its base: a type for each kind of rows, so that loops are compiled
/// for each.
protocol RowOffsets {
    subscript(index: Int) -> Int { get }
}

/// Consecutive rows.
struct ConsecutiveRows: RowOffsets {
    let stride: Int

    @inline(__always)
    subscript(index: Int) -> Int { index &* stride }
}

/// Rows picked by their places.
struct PickedRows: RowOffsets {
    let places: UnsafePointer<UInt32>
    let stride: Int

    @inline(__always)
    subscript(index: Int) -> Int { Int(truncatingIfNeeded: places[index]) &* stride }
}
