/// A permutation of `0 ..< size` chosen by round keys: computed, never stored.
///
/// A generalised Feistel network over `leftRadix × 2^rightBits ≥ size` with cycle walking (Black and Rogaway: Ciphers
/// with Arbitrary Finite Domains, CT-RSA 2002, sections 4.2 and 6). Rounds add alternately to the left half, modulo
/// `leftRadix`, and to the right half, modulo `2^rightBits`, so any place is reached in O(1).
public struct KeyedPermutation: Sendable, BitwiseCopyable {
    /// The largest size: both halves must fit 16 bits.
    public static let maximumSize = 1 << 31
    /// The most rounds, and keys, that a permutation has.
    public static let maximumRoundCount = 10
    /// A domain smaller than 16 × 16 would mix badly; a smaller permutation walks in this one.
    private static let smallestHalfBits = 4
    /// Two elements of one left half stay neighbours where all left rounds agree on them: by a chance that three of them
    /// make small enough beside the size of a large domain only.
    private static let sizeForSixRounds = 1 << 16

    /// The number of elements, at most `maximumSize`.
    public let size: UInt32
    /// The modulus of the left half, 16 to 65,536.
    public let leftRadix: UInt32
    /// The bits of the right half, 4 to 15.
    public let rightBits: UInt32
    /// The number of rounds, six or ten: even rounds change the left half, odd ones the right half.
    public let roundCount: Int
    /// The keys of the rounds; those after `roundCount` are not used.
    public let keys: SIMD16<UInt32>

    /// The permutation of `0 ..< size` for these keys.
    public init(size: Int, keys: SIMD16<UInt32>) {
        precondition((0...Self.maximumSize).contains(size), "a permutation of \(size) elements")
        let bits = Int.bitWidth - max(size - 1, 0).leadingZeroBitCount
        let rightBits = max(bits / 2, Self.smallestHalfBits)
        self.size = UInt32(size)
        self.rightBits = UInt32(rightBits)
        self.leftRadix = UInt32(max((size + (1 << rightBits) - 1) >> rightBits, 1 << Self.smallestHalfBits))
        self.roundCount = size < Self.sizeForSixRounds ? Self.maximumRoundCount : 6
        self.keys = keys
    }
}
