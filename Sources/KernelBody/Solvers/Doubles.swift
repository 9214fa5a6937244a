import KernelTable

/// Eight numbers in double precision: the lanes of solvers' sums.
typealias Doubles = SIMD8<Double>

let doubleCount = 8

@inline(__always)
func doubles(at pointer: UnsafePointer<Double>) -> Doubles {
    UnsafeRawPointer(pointer).loadUnaligned(as: Doubles.self)
}

@inline(__always)
func store(_ value: Doubles, at pointer: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: value, as: Doubles.self)
}

/// `a * b + c`, rounded once.
@inline(__always)
func fused(_ a: Doubles, _ b: Doubles, plus c: Doubles) -> Doubles { c.addingProduct(a, b) }

/// The sum of the lanes, in one fixed order: halves added until one is left.
@inline(__always)
func sum(_ value: Doubles) -> Double {
    let four = value.lowHalf + value.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
}

@inline(__always)
func widened(_ v: SIMD8<Float>) -> Doubles {
    Doubles(
        Double(v[0]), Double(v[1]), Double(v[2]), Double(v[3]), Double(v[4]), Double(v[5]), Double(v[6]),
        Double(v[7]))
}

/// The first `count` features of a row's eight from `k` on, and zeros after them.
@inline(__always)
func tail<Vector: DoubleVector>(_ row: Vector, at k: Int, count: Int) -> Doubles {
    let numbers = row.eight(at: k)
    let index = SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7)
    return widened(
        numbers.replacing(with: SIMD8(), where: index .>= SIMD8(repeating: Int32(truncatingIfNeeded: count))))
}

/// A row's features as they lie in memory, eight at a time.
protocol DoubleVector: FeatureVector {
    /// The eight features from `k` on.
    func eight(at k: Int) -> SIMD8<Float>
}

extension DoubleVector {
    /// The eight features from `k` on, in double precision.
    @inline(__always)
    func doubles(at k: Int) -> Doubles { widened(eight(at: k)) }
}
