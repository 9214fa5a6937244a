// Conversions lane by lane, which the compiler turns into one instruction; those of the standard library are calls.

@inline(__always)
func floats(_ v: SIMD16<Int32>) -> Lanes {
    Lanes(
        Float(v[0]), Float(v[1]), Float(v[2]), Float(v[3]), Float(v[4]), Float(v[5]), Float(v[6]), Float(v[7]),
        Float(v[8]), Float(v[9]), Float(v[10]), Float(v[11]), Float(v[12]), Float(v[13]), Float(v[14]), Float(v[15]))
}

@inline(__always)
func widened(_ v: SIMD16<UInt16>) -> Bits {
    Bits(
        UInt32(v[0]), UInt32(v[1]), UInt32(v[2]), UInt32(v[3]), UInt32(v[4]), UInt32(v[5]), UInt32(v[6]),
        UInt32(v[7]), UInt32(v[8]), UInt32(v[9]), UInt32(v[10]), UInt32(v[11]), UInt32(v[12]), UInt32(v[13]),
        UInt32(v[14]), UInt32(v[15]))
}
