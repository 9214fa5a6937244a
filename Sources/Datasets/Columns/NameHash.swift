/// Which of some features a name counts for, and with which sign: signed feature hashing (K. Weinberger, A. Dasgupta,
/// J. Langford, A. Smola, J. Attenberg, 2009, https://doi.org/10.1145/1553374.1553516), as scikit-learn's `FeatureHasher` does it.
///
/// The hash is MurmurHash3 (x86, 32 bits, seed 0) of the name's UTF-8, taken as a signed number: the feature is its magnitude
/// modulo their number, the sign is its own. Two names with one feature cancel out as often as they add up.
enum NameHash {
    /// Where a name goes.
    struct Slot: Hashable, Sendable {
        /// The feature.
        let feature: Int32
        /// 1 or -1.
        let sign: Float
    }

    /// Where a name goes among so many features.
    static func slot(of name: String, among count: Int) -> Slot {
        let hash = Int32(bitPattern: murmur(Array(name.utf8)))
        return Slot(feature: Int32(Int(hash.magnitude) % count), sign: hash < 0 ? -1 : 1)
    }

    /// Source: https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp
    static func murmur(_ bytes: [UInt8]) -> UInt32 {
        func mixed(_ word: UInt32) -> UInt32 {
            let product = word &* 0xcc9e_2d51
            return (product << 15 | product >> 17) &* 0x1b87_3593
        }
        func word(_ bytes: ArraySlice<UInt8>) -> UInt32 {
            bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
        var hash: UInt32 = 0
        var rest = bytes[...]
        while rest.count >= 4 {
            hash ^= mixed(word(rest.prefix(4)))
            hash = (hash << 13 | hash >> 19) &* 5 &+ 0xe654_6b64
            rest = rest.dropFirst(4)
        }
        if !rest.isEmpty { hash ^= mixed(word(rest)) }
        hash ^= UInt32(truncatingIfNeeded: bytes.count)
        hash = (hash ^ hash >> 16) &* 0x85eb_ca6b
        hash = (hash ^ hash >> 13) &* 0xc2b2_ae35
        return hash ^ hash >> 16
    }
}
