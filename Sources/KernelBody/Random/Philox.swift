import KernelTable

/// Eight counters of Philox side by side; word `w` of all eight in one vector.
struct PhiloxWords {
    var word0, word1, word2, word3: SIMD8<UInt32>
}

/// Blocks `firstBlock ..< firstBlock + 8` of a row, by Philox 4x32 with ten rounds.
@inline(__always)
func philoxBlocks(_ stream: RandomStream, _ row: UInt64, _ firstBlock: UInt32) -> PhiloxWords {
    var x = PhiloxWords(
        word0: SIMD8(repeating: firstBlock) &+ SIMD8(0, 1, 2, 3, 4, 5, 6, 7),
        word1: SIMD8(repeating: stream.purpose.rawValue),
        word2: SIMD8(repeating: UInt32(truncatingIfNeeded: row)),
        word3: SIMD8(repeating: UInt32(truncatingIfNeeded: row >> 32)))
    var key0 = UInt32(truncatingIfNeeded: stream.seed)
    var key1 = UInt32(truncatingIfNeeded: stream.seed >> 32)
    for _ in 0..<10 {
        let (high0, low0) = multiply(x.word0, by: 0xD251_1F53)
        let (high1, low1) = multiply(x.word2, by: 0xCD9E_8D57)
        x = PhiloxWords(
            word0: high1 ^ x.word1 ^ SIMD8(repeating: key0), word1: low1,
            word2: high0 ^ x.word3 ^ SIMD8(repeating: key1), word3: low0)
        key0 &+= 0x9E37_79B9
        key1 &+= 0xBB67_AE85
    }
    return x
}

/// Both halves of the 64-bit products: even and odd lanes are multiplied apart, as the hardware does it.
@inline(__always)
private func multiply(_ a: SIMD8<UInt32>, by factor: UInt32) -> (high: SIMD8<UInt32>, low: SIMD8<UInt32>) {
    let pairs = unsafeBitCast(a, to: SIMD4<UInt64>.self)
    let lowMask = SIMD4<UInt64>(repeating: 0xFFFF_FFFF)
    let half = SIMD4<UInt64>(repeating: 32)
    let factor = SIMD4<UInt64>(repeating: UInt64(factor))
    let even = (pairs & lowMask) &* factor
    let odd = (pairs &>> half) &* factor
    return (
        unsafeBitCast((even &>> half) | (odd & ~lowMask), to: SIMD8<UInt32>.self),
        unsafeBitCast((even & lowMask) | (odd &<< half), to: SIMD8<UInt32>.self)
    )
}

/// Writes eight blocks word by word in counter order.
func philox(_ stream: RandomStream, _ row: UInt64, _ firstBlock: UInt32, _ words: UnsafeMutablePointer<UInt32>) {
    let x = philoxBlocks(stream, row, firstBlock)
    for block in 0..<8 {
        words[4 * block] = x.word0[block]
        words[4 * block + 1] = x.word1[block]
        words[4 * block + 2] = x.word2[block]
        words[4 * block + 3] = x.word3[block]
    }
}
