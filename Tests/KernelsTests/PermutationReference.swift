import Kernels

/// A keyed permutation, one place at a time, from its description: a generalised Feistel network with cycle walking.
struct PermutationReference {
    let permutation: KeyedPermutation

    func place(_ index: UInt32) -> UInt32 {
        var place = index
        repeat { place = encrypt(place) } while place >= permutation.size
        return place
    }

    /// Rounds in pairs: the hash of one half is added to the other, modulo that half's size.
    private func encrypt(_ place: UInt32) -> UInt32 {
        let rightRadix = UInt64(1) << permutation.rightBits
        let leftRadix = UInt64(permutation.leftRadix)
        var left = UInt64(place) / rightRadix
        var right = UInt64(place) % rightRadix
        for round in stride(from: 0, to: permutation.roundCount, by: 2) {
            // Its upper 16 bits, as a fraction of the left half.
            left = (left + ((UInt64(hash(right, permutation.keys[round])) >> 16) * leftRadix) >> 16) % leftRadix
            right = (right + UInt64(hash(left, permutation.keys[round + 1]))) % rightRadix
        }
        return UInt32(left * rightRadix + right)
    }

    /// MurmurHash3's finalizer without its first shift, and with shifts of 15 and 16.
    private func hash(_ half: UInt64, _ key: UInt32) -> UInt32 {
        var x = UInt32(half) ^ key
        x &*= 0x85EB_CA6B
        x ^= x >> 15
        x &*= 0xC2B2_AE35
        return x ^ (x >> 16)
    }
}
