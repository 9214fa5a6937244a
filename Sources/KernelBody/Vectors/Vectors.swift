/// The sixteen logical lanes in which every sum over features is kept, whatever the registers are.
typealias Lanes = SIMD16<Float>

/// The bits of sixteen lanes.
typealias Bits = SIMD16<UInt32>

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
func bits(_ value: Lanes) -> Bits { unsafeBitCast(value, to: Bits.self) }

@inline(__always)
func lanes(_ bits: Bits) -> Lanes { unsafeBitCast(bits, to: Lanes.self) }

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
    private let kept: Bits

    @inline(__always)
    init(keeping count: Int) {
        let index = SIMD16<Int32>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        // The sign of `index - count`, spread over the lane.
        let beforeEnd = (index &- SIMD16(repeating: Int32(truncatingIfNeeded: count))) &>> SIMD16(repeating: 31)
        kept = unsafeBitCast(beforeEnd, to: Bits.self)
    }

    @inline(__always)
    func callAsFunction(_ value: Lanes, otherwise filler: Lanes) -> Lanes {
        lanes((bits(value) & kept) | (bits(filler) & ~kept))
    }

    @inline(__always)
    func callAsFunction(_ value: Lanes) -> Lanes {
        lanes(bits(value) & kept)
    }
}

/// The sums of four vectors' lanes, each in the order of `sum`.
@inline(__always)
func sums(_ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes) -> SIMD4<Float> {
    let ab = halves(quarters(a), quarters(b))
    let cd = halves(quarters(c), quarters(d))
    let all = SIMD8(lowHalf: ab, highHalf: cd)
    return all.evenHalf + all.oddHalf
}

@inline(__always)
private func quarters(_ value: Lanes) -> SIMD4<Float> {
    let eight = value.lowHalf + value.highHalf
    return eight.lowHalf + eight.highHalf
}

@inline(__always)
private func halves(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> SIMD4<Float> {
    SIMD4(lowHalf: a.lowHalf, highHalf: b.lowHalf) + SIMD4(lowHalf: a.highHalf, highHalf: b.highHalf)
}
