/// Adds `addend` to `sum`, number by number: one node of the reducer's tree.
func add(_ sum: UnsafeMutablePointer<Float>, _ addend: UnsafePointer<Float>, _ count: Int) {
    var k = 0
    while k < count {
        store(lanes(at: sum + k) + lanes(at: addend + k), at: sum + k)
        k += laneCount
    }
}
