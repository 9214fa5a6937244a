/// The sixteen logical lanes in which every sum over features is kept, whatever the registers are.
typealias Lanes = SIMD16<Float>

let laneCount = 16

@inline(__always)
func lanes(at pointer: UnsafePointer<Float>) -> Lanes {
    UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
}

@inline(__always)
func store(_ value: Lanes, at pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: value, as: Lanes.self)
}

/// `a * b + c`, rounded once.
@inline(__always)
func fused(_ a: Lanes, _ b: Lanes, plus c: Lanes) -> Lanes { c.addingProduct(a, b) }

@inline(__always)
func fused(_ a: SIMD8<Float>, _ b: SIMD8<Float>, plus c: SIMD8<Float>) -> SIMD8<Float> { c.addingProduct(a, b) }

/// The sum of the lanes, in one fixed order: halves added until one is left.
@inline(__always)
func sum(_ value: Lanes) -> Float {
    let eight = value.lowHalf + value.highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
}

/// Keeps the first `count` lanes of what it is applied to and clears the others, whatever they hold.
struct TailMask {
    private let bits: SIMD16<UInt32>

    @inline(__always)
    init(keeping count: Int) {
        let index = SIMD16<Int32>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        // The sign of `index - count`, spread over the lane.
        let beforeEnd = (index &- SIMD16(repeating: Int32(truncatingIfNeeded: count))) &>> SIMD16(repeating: 31)
        bits = unsafeBitCast(beforeEnd, to: SIMD16<UInt32>.self)
    }

    @inline(__always)
    func callAsFunction(_ value: Lanes) -> Lanes {
        unsafeBitCast(unsafeBitCast(value, to: SIMD16<UInt32>.self) & bits, to: Lanes.self)
    }
}
