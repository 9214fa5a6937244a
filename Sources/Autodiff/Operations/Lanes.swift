/// Sixteen numbers side by side.
typealias Lanes = SIMD16<Float>

let laneCount = 16

@inline(__always)
func lanes(at place: UnsafePointer<Float>) -> Lanes { UnsafeRawPointer(place).loadUnaligned(as: Lanes.self) }

@inline(__always)
func store(_ value: Lanes, at place: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(place).storeBytes(of: value, as: Lanes.self)
}

/// The sum of the lanes, in one fixed order: halves are added to halves.
@inline(__always)
func total(of value: Lanes) -> Float {
    let a = value[0] + value[8], b = value[1] + value[9], c = value[2] + value[10], d = value[3] + value[11]
    let e = value[4] + value[12], f = value[5] + value[13], g = value[6] + value[14], h = value[7] + value[15]
    return ((a + e) + (c + g)) + ((b + f) + (d + h))
}

/// Keeps the first lanes and makes the others zero.
struct TailMask {
    private let isDropped: SIMDMask<SIMD16<Int32>>

    @inline(__always)
    init(keeping count: Int) {
        isDropped =
            SIMD16<Int32>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
            .>= SIMD16<Int32>(repeating: Int32(truncatingIfNeeded: count))
    }

    @inline(__always)
    func callAsFunction(_ value: Lanes) -> Lanes { value.replacing(with: Lanes(), where: isDropped) }
}

/// Calls a function for each sixteen places of a row, and says how to keep what lies past its end zero.
@inline(__always)
func forEachVector(of count: Int, _ body: (_ start: Int, _ keep: (Lanes) -> Lanes) -> Void) {
    var k = 0
    while k + laneCount <= count {
        body(k) { $0 }
        k += laneCount
    }
    if k < count {
        let mask = TailMask(keeping: count - k)
        body(k) { mask($0) }
    }
}
