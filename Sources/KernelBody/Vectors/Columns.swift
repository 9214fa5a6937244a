/// Numbers of a row of a product that are next to each other, in registers: a type for each kind, so that loops are
/// compiled for each.
protocol Columns {
    /// Zeros.
    init()
    init(at pointer: UnsafePointer<Float>)
    func write(to pointer: UnsafeMutablePointer<Float>)
    /// Adds `numbers * factor`, rounded once.
    mutating func add(_ numbers: Self, times factor: Float)
}

extension Lanes: Columns {
    @inline(__always)
    init(at pointer: UnsafePointer<Float>) { self = lanes(at: pointer) }

    @inline(__always)
    func write(to pointer: UnsafeMutablePointer<Float>) { store(self, at: pointer) }

    @inline(__always)
    mutating func add(_ numbers: Lanes, times factor: Float) {
        self = fused(numbers, Lanes(repeating: factor), plus: self)
    }
}

/// Twice as many, for where six rows of them fit the registers: each factor that is read serves two products.
struct LanePair: Columns {
    private var first = Lanes()
    private var second = Lanes()

    static var count: Int { 2 * laneCount }

    init() {}

    @inline(__always)
    init(at pointer: UnsafePointer<Float>) {
        first = lanes(at: pointer)
        second = lanes(at: pointer + laneCount)
    }

    @inline(__always)
    func write(to pointer: UnsafeMutablePointer<Float>) {
        store(first, at: pointer)
        store(second, at: pointer + laneCount)
    }

    @inline(__always)
    mutating func add(_ numbers: LanePair, times factor: Float) {
        first.add(numbers.first, times: factor)
        second.add(numbers.second, times: factor)
    }
}
