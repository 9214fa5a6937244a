/// A permutation of `0 ..< size` chosen by six round keys: computed, never stored.
///
/// A generalised Feistel network over `leftRadix × 2^rightBits ≥ size` with cycle walking (Black and Rogaway: Ciphers
/// with Arbitrary Finite Domains, CT-RSA 2002, section 6 and 4.2). Rounds add in turn to the left half, modulo
/// `leftRadix`, and to the right half, modulo `2^rightBits`, so any place is reached in O(1).
public struct KeyedPermutation: Sendable, BitwiseCopyable {
    /// The largest size: both halves must fit 16 bits.
    public static let maximumSize = 1 << 31
    /// A walk leaves the domain seldom if it is tight; a domain smaller than this would mix badly.
    private static let smallestHalfBits = 3

    /// The number of elements, at most `maximumSize`.
    public let size: UInt32
    /// The modulus of the left half, 8 to 65,536.
    public let leftRadix: UInt32
    /// The bits of the right half, 3 to 15.
    public let rightBits: UInt32
    /// The keys of the six rounds.
    public let keys: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32)

    /// The permutation of `0 ..< size` for these keys.
    public init(size: Int, keys: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32)) {
        precondition((0...Self.maximumSize).contains(size), "a permutation of \(size) elements")
        let bits = Int.bitWidth - max(size - 1, 0).leadingZeroBitCount
        let rightBits = max(bits / 2, Self.smallestHalfBits)
        self.size = UInt32(size)
        self.rightBits = UInt32(rightBits)
        self.leftRadix = UInt32(max((size + (1 << rightBits) - 1) >> rightBits, 1 << Self.smallestHalfBits))
        self.keys = keys
    }
}
