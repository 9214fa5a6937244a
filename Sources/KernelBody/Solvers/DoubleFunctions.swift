import KernelTable

private typealias Words = SIMD8<UInt64>

/// eˣ to about 1e-15: x = n·ln 2 + r with |r| ≤ ½ ln 2, and the Taylor series of eʳ up to the 13th power. Arguments are
/// limited to −708 … 709, where results are normal numbers.
@inline(__always)
func exponential(_ x: Doubles) -> Doubles {
    var x = x.replacing(with: Doubles(repeating: 709), where: x .> Doubles(repeating: 709))
    x = x.replacing(with: Doubles(repeating: -708), where: x .< Doubles(repeating: -708))
    // Adding 1.5·2^52 rounds to a whole number, which is then in the lowest bits.
    let rounding = Doubles(repeating: 0x1.8p52)
    let shifted = fused(x, Doubles(repeating: 1.4426950408889634), plus: rounding)
    let n = shifted - rounding
    // ln 2 in two parts, so that the larger times n is exact.
    var r = fused(n, Doubles(repeating: -0x1.62e42fefa38p-1), plus: x)
    r = fused(n, Doubles(repeating: -0x1.ef35793c7673p-45), plus: r)
    var p = Doubles(repeating: 1 / 6227020800)
    p = fused(p, r, plus: Doubles(repeating: 1 / 479001600))
    p = fused(p, r, plus: Doubles(repeating: 1 / 39916800))
    p = fused(p, r, plus: Doubles(repeating: 1 / 3628800))
    p = fused(p, r, plus: Doubles(repeating: 1 / 362880))
    p = fused(p, r, plus: Doubles(repeating: 1 / 40320))
    p = fused(p, r, plus: Doubles(repeating: 1 / 5040))
    p = fused(p, r, plus: Doubles(repeating: 1 / 720))
    p = fused(p, r, plus: Doubles(repeating: 1 / 120))
    p = fused(p, r, plus: Doubles(repeating: 1 / 24))
    p = fused(p, r, plus: Doubles(repeating: 1 / 6))
    p = fused(p, r, plus: Doubles(repeating: 0.5))
    p = fused(p, r, plus: Doubles(repeating: 1))
    p = fused(p, r, plus: Doubles(repeating: 1))
    let exponent = unsafeBitCast(shifted, to: Words.self) &+ Words(repeating: 1023)
    return p * unsafeBitCast(exponent &<< Words(repeating: 52), to: Doubles.self)
}

/// ln((1 + s) / (1 − s)) = 2 artanh s for |s| ≤ 1/3, to about 1e-16: its Taylor series.
@inline(__always)
private func logarithmOfQuotient(_ s: Doubles) -> Doubles {
    let square = s * s
    var p = Doubles(repeating: 1.0 / 33)
    p = fused(p, square, plus: Doubles(repeating: 1.0 / 31))
    p = fused(p, square, plus: Doubles(repeating: 1.0 / 29))
    p = fused(p, square, plus: Doubles(repeating: 1.0 / 27))
    p = fused(p, square, plus: Doubles(repeating: 1.0 / 25))
    p = fused(p, square, plus: Doubles(repeating: 1.0 / 23))
    p = fused(p, square, plus: Doubles(repeating: 1.0 / 21))
    p = fused(p, square, plus: Doubles(repeating: 1.0 / 19))
    p = fused(p, square, plus: Doubles(repeating: 1.0 / 17))
    p = fused(p, square, plus: Doubles(repeating: 1.0 / 15))
    p = fused(p, square, plus: Doubles(repeating: 1.0 / 13))
    p = fused(p, square, plus: Doubles(repeating: 1.0 / 11))
    p = fused(p, square, plus: Doubles(repeating: 1.0 / 9))
    p = fused(p, square, plus: Doubles(repeating: 1.0 / 7))
    p = fused(p, square, plus: Doubles(repeating: 1.0 / 5))
    p = fused(p, square, plus: Doubles(repeating: 1.0 / 3))
    return Doubles(repeating: 2) * fused(p * square, s, plus: s)
}

/// ln(1 + u) for u in 0 … 1, to about 1e-16.
@inline(__always)
func logarithmOfOnePlus(_ u: Doubles) -> Doubles { logarithmOfQuotient(u / (Doubles(repeating: 2) + u)) }

/// ln x for normal positive x, to about 1e-16.
@inline(__always)
func logarithm(_ x: Doubles) -> Doubles {
    let rootHalf = Words(repeating: 0x3FE6_A09E_667F_3BCD)
    let shifted = unsafeBitCast(x, to: Words.self) &- rootHalf
    let exponent = unsafeBitCast(shifted, to: SIMD8<Int64>.self) &>> SIMD8(repeating: 52)
    let mantissa = unsafeBitCast(
        (shifted & Words(repeating: 0x000F_FFFF_FFFF_FFFF)) &+ rootHalf, to: Doubles.self)
    // A whole number in the lowest bits of 1.5·2^52, then the number itself.
    let rounding = Doubles(repeating: 0x1.8p52)
    let n =
        unsafeBitCast(
            unsafeBitCast(exponent, to: Words.self) &+ unsafeBitCast(rounding, to: Words.self), to: Doubles.self)
        - rounding
    let one = Doubles(repeating: 1)
    let result = logarithmOfQuotient((mantissa - one) / (mantissa + one))
    return fused(n, Doubles(repeating: 0.6931471805599453), plus: result)
}
