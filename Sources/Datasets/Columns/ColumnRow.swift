/// A row while it is read, in memory that it owns.
struct ColumnRow: ~Copyable {
    let numbers: UnsafeMutableBufferPointer<Float>
    var categories: [String]
    var target: Float = 0
    var label = ""
    var weight: Float = 1
    var group = ""
    /// Whether no feature or weight is missing that makes the row be left out.
    var isComplete = true
    /// Whether the row has a target, where it should.
    var hasTarget = true

    init(_ layout: ColumnLayout) {
        numbers = .allocate(capacity: layout.numberNames.count)
        numbers.initialize(repeating: 0)
        categories = Array(repeating: "", count: layout.categoryNames.count)
    }

    deinit { numbers.deallocate() }
}
