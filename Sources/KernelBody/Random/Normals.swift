import KernelTable

/// Standard normal numbers by the transform of Box and Muller (1958): number `k` of a row comes from word `k mod 4` of
/// the row's Philox block `k div 4`; words 0 and 1, and 2 and 3, make a pair.
func fillNormals(_ stream: RandomStream, _ row: UInt64, _ count: Int, _ normals: UnsafeMutablePointer<Float>) {
    let numbersAtOnce = 32
    var done = 0
    while done < count {
        let words = philoxBlocks(stream, row, UInt32(truncatingIfNeeded: done / 4))
        let (even, odd) = normalPairs(
            SIMD16(lowHalf: words.word0, highHalf: words.word2), SIMD16(lowHalf: words.word1, highHalf: words.word3))
        let (z0, z1, z2, z3) = (even.lowHalf, odd.lowHalf, even.highHalf, odd.highHalf)
        let remaining = count - done
        let out = normals + done
        if remaining >= numbersAtOnce {
            for block in 0..<8 {
                (out + 4 * block).update(z0[block], z1[block], z2[block], z3[block])
            }
        } else {
            for lane in 0..<remaining {
                let block = lane / 4
                switch lane % 4 {
                case 0: out[lane] = z0[block]
                case 1: out[lane] = z1[block]
                case 2: out[lane] = z2[block]
                default: out[lane] = z3[block]
                }
            }
        }
        done += numbersAtOnce
    }
}

extension UnsafeMutablePointer<Float> {
    @inline(__always)
    fileprivate func update(_ a: Float, _ b: Float, _ c: Float, _ d: Float) {
        self[0] = a
        self[1] = b
        self[2] = c
        self[3] = d
    }
}

/// √(−2 ln u) · (cos 2πv, sin 2πv), u in (0, 1] from 31 bits, v from 32.
@inline(__always)
private func normalPairs(_ a: Bits, _ b: Bits) -> (Lanes, Lanes) {
    let whole = unsafeBitCast(a &>> Bits(repeating: 1), to: SIMD16<Int32>.self)
    let u = (floats(whole) + Lanes(repeating: 0.5)) * Lanes(repeating: 0x1p-31)
    let radius = (Lanes(repeating: -2) * logarithmOfNormal(u)).squareRoot()
    let (cosine, sine) = cosineAndSine(ofTurn: b)
    return (radius * cosine, radius * sine)
}
