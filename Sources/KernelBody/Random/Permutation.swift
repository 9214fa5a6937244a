import KernelTable

typealias Places = SIMD16<UInt32>

/// Places `start ..< start + count` of the permutation, twice sixteen at a time: rounds wait for their multiplications,
/// so two chains of them run side by side.
func permute(
    _ permutation: KeyedPermutation, _ start: UInt32, _ count: Int, _ places: UnsafeMutablePointer<UInt32>
) {
    guard permutation.size > 1 else {
        // A walk of hundreds of rounds to the only place there is.
        places.update(repeating: 0, count: count)
        return
    }
    var done = 0
    while done < count {
        let wanted = consecutivePlaces(from: start &+ UInt32(truncatingIfNeeded: done))
        if done + laneCount < count {
            let pair = walk(permutation, from: (wanted, wanted &+ UInt32(laneCount)))
            put(pair.0, places + done, laneCount)
            put(pair.1, places + done + laneCount, count - done - laneCount)
            done += 2 * laneCount
        } else {
            put(walk(permutation, from: (wanted, wanted)).0, places + done, count - done)
            done = count
        }
    }
}

@inline(__always)
private func put(_ result: Places, _ places: UnsafeMutablePointer<UInt32>, _ count: Int) {
    if count >= laneCount {
        UnsafeMutableRawPointer(places).storeBytes(of: result, as: Places.self)
    } else {
        for lane in 0..<count { places[lane] = result[lane] }
    }
}

@inline(__always)
func consecutivePlaces(from first: UInt32) -> Places {
    Places(repeating: first) &+ Places(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
}

/// Encrypts each lane until it is back inside `0 ..< size`. Lanes that started outside (past the end of the last
/// block) are given up after the first round: a walk from there need not come back.
@inline(__always)
func walk(_ permutation: KeyedPermutation, from start: (Places, Places)) -> (Places, Places) {
    let size = Places(repeating: permutation.size)
    var result = encrypt(permutation, start)
    while true {
        let outside0 = (result.0 .>= size) .& (start.0 .< size), outside1 = (result.1 .>= size) .& (start.1 .< size)
        guard any(outside0 .| outside1) else { return result }
        let next = encrypt(permutation, result)
        result.0.replace(with: next.0, where: outside0)
        result.1.replace(with: next.1, where: outside1)
    }
}

@inline(__always)
private func encrypt(_ permutation: KeyedPermutation, _ places: (Places, Places)) -> (Places, Places) {
    let bits = Places(repeating: permutation.rightBits)
    let rightMask = Places(repeating: (1 << permutation.rightBits) &- 1)
    let radix = Places(repeating: permutation.leftRadix)
    var left0 = places.0 &>> bits, left1 = places.1 &>> bits
    var right0 = places.0 & rightMask, right1 = places.1 & rightMask
    var round = 0
    while round < permutation.roundCount {
        let leftKey = permutation.keys[round], rightKey = permutation.keys[round + 1]
        left0 = addModulo(left0, share(mix(right0, leftKey), of: radix), radix)
        left1 = addModulo(left1, share(mix(right1, leftKey), of: radix), radix)
        right0 = (right0 &+ mix(left0, rightKey)) & rightMask
        right1 = (right1 &+ mix(left1, rightKey)) & rightMask
        round += 2
    }
    return ((left0 &<< bits) | right0, (left1 &<< bits) | right1)
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
