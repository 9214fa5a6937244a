extension UnsafeBufferPointer<Float> {
    /// Whether no number is infinite or none at all.
    var areFinite: Bool {
        // The bits of a number without its sign grow with the number, and those of infinity and NaN are the largest.
        var largest: UInt32 = 0
        for number in self { largest = Swift.max(largest, number.bitPattern & 0x7FFF_FFFF) }
        return largest < Float.infinity.bitPattern
    }
}
