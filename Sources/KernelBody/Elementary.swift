/// ln x for normal positive x, to 1 ulp: x = m·2^e with m in [√½, √2), and a polynomial in m − 1.
/// Coefficients of Cephes' logf (Moshier, 1992).
@inline(__always)
func logarithm(_ x: SIMD8<Float>) -> SIMD8<Float> {
    // Subtracting the bits of √½ carries into the exponent just where the mantissa is at least √½.
    let rootHalf = SIMD8<UInt32>(repeating: Float(0.707106781186547524).bitPattern)
    let mantissaMask = SIMD8<UInt32>(repeating: 0x007F_FFFF)
    let bits = unsafeBitCast(x, to: SIMD8<UInt32>.self)
    let shifted = bits &- rootHalf
    let exponent = SIMD8<Float>(unsafeBitCast(shifted, to: SIMD8<Int32>.self) &>> SIMD8(repeating: 23))
    let mantissa = unsafeBitCast((shifted & mantissaMask) &+ rootHalf, to: SIMD8<Float>.self)

    let f = mantissa - SIMD8(repeating: 1)
    let square = f * f
    var p = SIMD8<Float>(repeating: 7.0376836292e-2)
    p = fused(p, f, plus: SIMD8(repeating: -1.1514610310e-1))
    p = fused(p, f, plus: SIMD8(repeating: 1.1676998740e-1))
    p = fused(p, f, plus: SIMD8(repeating: -1.2420140846e-1))
    p = fused(p, f, plus: SIMD8(repeating: 1.4249322787e-1))
    p = fused(p, f, plus: SIMD8(repeating: -1.6668057665e-1))
    p = fused(p, f, plus: SIMD8(repeating: 2.0000714765e-1))
    p = fused(p, f, plus: SIMD8(repeating: -2.4999993993e-1))
    p = fused(p, f, plus: SIMD8(repeating: 3.3333331174e-1))
    // ln 2 in two parts, so that the larger times the exponent is exact.
    var result = p * f * square
    result = fused(exponent, SIMD8(repeating: -2.12194440e-4), plus: result)
    result = fused(square, SIMD8(repeating: -0.5), plus: result)
    result = f + result
    return fused(exponent, SIMD8(repeating: 0.693359375), plus: result)
}

/// (cos 2πt, sin 2πt) for t = turn / 2^32: the nearest quarter is taken off exactly, in integers, and the rest, within
/// ±π/4, goes through polynomials. Coefficients of Cephes' sinf and cosf (Moshier, 1992).
@inline(__always)
func cosineAndSine(ofTurn turn: SIMD8<UInt32>) -> (cosine: SIMD8<Float>, sine: SIMD8<Float>) {
    let quarterBits = SIMD8<UInt32>(repeating: 30)
    let quarter = (turn &+ SIMD8(repeating: 1 << 29)) &>> quarterBits
    let rest = unsafeBitCast(turn &- (quarter &<< quarterBits), to: SIMD8<Int32>.self)
    let angle = SIMD8<Float>(rest) * SIMD8(repeating: Float(2 * Double.pi / 4_294_967_296))
    let square = angle * angle

    var s = SIMD8<Float>(repeating: -1.9515295891e-4)
    s = fused(s, square, plus: SIMD8(repeating: 8.3321608736e-3))
    s = fused(s, square, plus: SIMD8(repeating: -1.6666654611e-1))
    s = fused(s * square, angle, plus: angle)

    var c = SIMD8<Float>(repeating: 2.443315711809948e-5)
    c = fused(c, square, plus: SIMD8(repeating: -1.388731625493765e-3))
    c = fused(c, square, plus: SIMD8(repeating: 4.166664568298827e-2))
    c = fused(c * square, square, plus: fused(square, SIMD8(repeating: -0.5), plus: SIMD8(repeating: 1)))

    let one = SIMD8<UInt32>(repeating: 1)
    let isOdd = (quarter & one) .== one
    let cosine = c.replacing(with: s, where: isOdd)
    let sine = s.replacing(with: c, where: isOdd)
    // Quarters 1 and 2 have a negative cosine, 2 and 3 a negative sine.
    return (flipSign(cosine, where: (quarter &+ one) &>> one), flipSign(sine, where: quarter &>> one))
}

/// Negates the lanes whose lowest bit is set in `flags`.
@inline(__always)
private func flipSign(_ value: SIMD8<Float>, where flags: SIMD8<UInt32>) -> SIMD8<Float> {
    let bits = unsafeBitCast(value, to: SIMD8<UInt32>.self) ^ (flags &<< SIMD8(repeating: 31))
    return unsafeBitCast(bits, to: SIMD8<Float>.self)
}
