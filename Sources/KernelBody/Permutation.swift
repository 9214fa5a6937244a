import KernelTable

private typealias Places = SIMD16<UInt32>

/// Places `start ..< start + count` of the permutation, sixteen at a time.
func permute(
    _ permutation: KeyedPermutation, _ start: UInt32, _ count: Int, _ places: UnsafeMutablePointer<UInt32>
) {
    guard permutation.size > 1 else {
        // A walk of hundreds of rounds to the only place there is.
        places.update(repeating: 0, count: count)
        return
    }
    let steps = Places(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
    var done = 0
    while done < count {
        let wanted = Places(repeating: start &+ UInt32(truncatingIfNeeded: done)) &+ steps
        let result = walk(permutation, from: wanted)
        let remaining = count - done
        if remaining >= laneCount {
            UnsafeMutableRawPointer(places + done).storeBytes(of: result, as: Places.self)
        } else {
            for lane in 0..<remaining { places[done + lane] = result[lane] }
        }
        done += laneCount
    }
}

/// Encrypts each lane until it is back inside `0 ..< size`. Lanes that began outside (past the end of the last
/// block) are given up after the first round: a walk from there need not come back.
@inline(__always)
private func walk(_ permutation: KeyedPermutation, from start: Places) -> Places {
    let size = Places(repeating: permutation.size)
    var result = encrypt(permutation, start)
    var outside = (result .>= size) .& (start .< size)
    while any(outside) {
        result = result.replacing(with: encrypt(permutation, result), where: outside)
        outside = (result .>= size) .& (start .< size)
    }
    return result
}

@inline(__always)
private func encrypt(_ permutation: KeyedPermutation, _ place: Places) -> Places {
    let bits = Places(repeating: permutation.rightBits)
    let rightMask = Places(repeating: (1 << permutation.rightBits) &- 1)
    let radix = Places(repeating: permutation.leftRadix)
    var left = place &>> bits
    var right = place & rightMask
    var round = 0
    while round < permutation.roundCount {
        left = addModulo(left, share(mix(right, permutation.keys[round]), of: radix), radix)
        right = (right &+ mix(left, permutation.keys[round + 1])) & rightMask
        round += 2
    }
    return (left &<< bits) | right
}

/// A keyed hash of 32 bits: multiplications and shifts as in MurmurHash3's finalizer.
@inline(__always)
private func mix(_ value: Places, _ key: UInt32) -> Places {
    var x = value ^ Places(repeating: key)
    x = x &* Places(repeating: 0x85EB_CA6B)
    x ^= x &>> Places(repeating: 15)
    x = x &* Places(repeating: 0xC2B2_AE35)
    return x ^ (x &>> Places(repeating: 16))
}

/// The upper 16 bits of a hash, scaled to `0 ..< radix`.
@inline(__always)
private func share(_ hash: Places, of radix: Places) -> Places {
    let sixteen = Places(repeating: 16)
    return ((hash &>> sixteen) &* radix) &>> sixteen
}

/// `(a + b) mod radix` for `a`, `b` below `radix`. A lane outside the domain may be any number here.
@inline(__always)
private func addModulo(_ a: Places, _ b: Places, _ radix: Places) -> Places {
    let total = a &+ b
    return total.replacing(with: total &- radix, where: total .>= radix)
}
