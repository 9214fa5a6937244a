extension UnsafeBufferPointer<Float> {
    /// Whether every number is finite: neither infinite nor NaN.
    var areFinite: Bool {
        // Without the sign, the bits of a number grow with its magnitude, and those of infinity and NaN are the
        // largest.
        var largest: UInt32 = 0
        for number in self { largest = Swift.max(largest, number.bitPattern & 0x7FFF_FFFF) }
        return largest < Float.infinity.bitPattern
    }
}
