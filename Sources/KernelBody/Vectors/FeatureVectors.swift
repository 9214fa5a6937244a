import KernelTable

/// A row's features as they lie in memory: a type for each storage, so that loops are compiled for each.
protocol FeatureVector {
    init(_ row: UnsafeRawPointer)
    /// The sixteen features from `k` on, as float32.
    func lanes(at k: Int) -> Lanes
    /// The feature `k`.
    func number(at k: Int) -> Float
}

struct Float32Vector: DoubleVector {
    private let row: UnsafeRawPointer

    @inline(__always)
    init(_ row: UnsafeRawPointer) { self.row = row }

    @inline(__always)
    func lanes(at k: Int) -> Lanes { (row + 4 &* k).loadUnaligned(as: Lanes.self) }

    @inline(__always)
    func number(at k: Int) -> Float { (row + 4 &* k).loadUnaligned(as: Float.self) }

    @inline(__always)
    func eight(at k: Int) -> SIMD8<Float> { (row + 4 &* k).loadUnaligned(as: SIMD8<Float>.self) }
}

struct BFloat16Vector: DoubleVector {
    private let row: UnsafeRawPointer

    @inline(__always)
    init(_ row: UnsafeRawPointer) { self.row = row }

    @inline(__always)
    func lanes(at k: Int) -> Lanes {
        let halves = (row + 2 &* k).loadUnaligned(as: SIMD16<UInt16>.self)
        return unsafeBitCast(widened(halves) &<< Bits(repeating: 16), to: Lanes.self)
    }

    @inline(__always)
    func number(at k: Int) -> Float {
        Float(bitPattern: UInt32((row + 2 &* k).loadUnaligned(as: UInt16.self)) &<< 16)
    }

    @inline(__always)
    func eight(at k: Int) -> SIMD8<Float> {
        let halves = (row + 2 &* k).loadUnaligned(as: SIMD8<UInt16>.self)
        let bits = SIMD8<UInt32>(
            UInt32(halves[0]), UInt32(halves[1]), UInt32(halves[2]), UInt32(halves[3]), UInt32(halves[4]),
            UInt32(halves[5]), UInt32(halves[6]), UInt32(halves[7]))
        return unsafeBitCast(bits &<< SIMD8(repeating: 16), to: SIMD8<Float>.self)
    }
}

/// Copies picked rows, as float32, to consecutive rows of `stride` numbers: a multiple of 16 that is at least the
/// number of features. What lies between two rows is cleared.
func gatherRows(
    _ features: FeatureRows, _ places: UnsafePointer<UInt32>?, _ rowCount: Int,
    _ result: UnsafeMutablePointer<Float>, _ stride: Int
) {
    if let starts = features.starts { return gatherSparse(features, starts, places, rowCount, result, stride) }
    switch features.storage {
    case .float32: gather(features, Float32Vector.self, places, rowCount, result, stride)
    case .bfloat16: gather(features, BFloat16Vector.self, places, rowCount, result, stride)
    }
}

@inline(__always)
private func gather<Vector: FeatureVector>(
    _ features: FeatureRows, _: Vector.Type, _ places: UnsafePointer<UInt32>?, _ rowCount: Int,
    _ result: UnsafeMutablePointer<Float>, _ stride: Int
) {
    let rowBytes = features.rowBytes
    for row in 0..<rowCount {
        let place = places.map { Int(truncatingIfNeeded: $0[row]) } ?? row
        let vector = Vector(features.base + place &* rowBytes)
        let out = result + row &* stride
        var k = 0
        while k + laneCount <= features.featureCount {
            store(vector.lanes(at: k), at: out + k)
            k += laneCount
        }
        if k < features.featureCount {
            store(TailMask(keeping: features.featureCount - k)(vector.lanes(at: k)), at: out + k)
            k += laneCount
        }
        while k < stride {
            store(Lanes(), at: out + k)
            k += laneCount
        }
    }
}

private func gatherSparse(
    _ features: FeatureRows, _ starts: UnsafePointer<Int>, _ places: UnsafePointer<UInt32>?, _ rowCount: Int,
    _ result: UnsafeMutablePointer<Float>, _ stride: Int
) {
    result.update(repeating: 0, count: rowCount &* stride)
    for index in 0..<rowCount {
        let row = SparseRow(features, starts, places.map { Int(truncatingIfNeeded: $0[index]) } ?? index)
        let out = result + index &* stride
        for k in 0..<row.count { out[row.column(k)] = row.values[k] }
    }
}

/// Rounds finite numbers to bfloat16, to the nearest and in a tie to the even one.
func roundToBFloat16(_ numbers: UnsafePointer<Float>, _ count: Int, _ result: UnsafeMutablePointer<UInt16>) {
    for index in 0..<count {
        let bits = numbers[index].bitPattern
        result[index] = UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ (bits &>> 16 & 1)) &>> 16)
    }
}
