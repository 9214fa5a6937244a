/// ln x to 2 ulp: x = m·2^e with m in [√½, √2), and a polynomial in m − 1. −∞ at zero, NaN below it.
/// Coefficients of Cephes' logf (Moshier, 1992).
@inline(__always)
func logarithm(_ x: Lanes) -> Lanes {
    // A subnormal number is scaled up first.
    let isSmall = x .< Lanes(repeating: .leastNormalMagnitude)
    let scaled = x.replacing(with: x * Lanes(repeating: 0x1p24), where: isSmall)
    let shift = Lanes().replacing(with: Lanes(repeating: -24), where: isSmall)
    var result = logarithmOfNormal(scaled, exponentShift: shift)
    result = result.replacing(with: Lanes(repeating: -.infinity), where: x .== Lanes())
    result = result.replacing(with: Lanes(repeating: .infinity), where: x .== Lanes(repeating: .infinity))
    return result.replacing(with: Lanes(repeating: .nan), where: .!(x .>= Lanes()))
}

/// ln x for normal positive x.
@inline(__always)
func logarithmOfNormal(_ x: Lanes, exponentShift: Lanes = Lanes()) -> Lanes {
    // Subtracting the bits of √½ carries into the exponent just where the mantissa is at least √½.
    let rootHalf = Bits(repeating: Float(0.707106781186547524).bitPattern)
    let shifted = bits(x) &- rootHalf
    let exponent = floats(unsafeBitCast(shifted, to: SIMD16<Int32>.self) &>> SIMD16(repeating: 23)) + exponentShift
    let mantissa = lanes((shifted & Bits(repeating: 0x007F_FFFF)) &+ rootHalf)

    let f = mantissa - Lanes(repeating: 1)
    let square = f * f
    var p = Lanes(repeating: 7.0376836292e-2)
    p = fused(p, f, plus: Lanes(repeating: -1.1514610310e-1))
    p = fused(p, f, plus: Lanes(repeating: 1.1676998740e-1))
    p = fused(p, f, plus: Lanes(repeating: -1.2420140846e-1))
    p = fused(p, f, plus: Lanes(repeating: 1.4249322787e-1))
    p = fused(p, f, plus: Lanes(repeating: -1.6668057665e-1))
    p = fused(p, f, plus: Lanes(repeating: 2.0000714765e-1))
    p = fused(p, f, plus: Lanes(repeating: -2.4999993993e-1))
    p = fused(p, f, plus: Lanes(repeating: 3.3333331174e-1))
    // ln 2 in two parts, so that the larger times the exponent is exact.
    var result = p * f * square
    result = fused(exponent, Lanes(repeating: -2.12194440e-4), plus: result)
    result = fused(square, Lanes(repeating: -0.5), plus: result)
    result = f + result
    return fused(exponent, Lanes(repeating: 0.693359375), plus: result)
}

/// eˣ to 2 ulp, subnormal results included: x = n·ln 2 + r with |r| ≤ ½ ln 2, and a polynomial in r.
/// Coefficients of Cephes' expf (Moshier, 1992).
@inline(__always)
func exponential(_ x: Lanes) -> Lanes {
    // Beyond these the result is infinite, or nearer to zero than to any other number.
    var x = x.replacing(with: Lanes(repeating: 89), where: x .> Lanes(repeating: 89))
    x = x.replacing(with: Lanes(repeating: -105), where: x .< Lanes(repeating: -105))
    // Adding 1.5·2^23 rounds to a whole number, which is then in the lowest bits.
    let rounding = Lanes(repeating: 12_582_912)
    let shifted = fused(x, Lanes(repeating: 1.44269504088896341), plus: rounding)
    let n = shifted - rounding
    var r = fused(n, Lanes(repeating: -0.693359375), plus: x)
    r = fused(n, Lanes(repeating: 2.12194440e-4), plus: r)

    var p = Lanes(repeating: 1.9875691500e-4)
    p = fused(p, r, plus: Lanes(repeating: 1.3981999507e-3))
    p = fused(p, r, plus: Lanes(repeating: 8.3334519073e-3))
    p = fused(p, r, plus: Lanes(repeating: 4.1665795894e-2))
    p = fused(p, r, plus: Lanes(repeating: 1.6666665459e-1))
    p = fused(p, r, plus: Lanes(repeating: 5.0000001201e-1))
    p = fused(p, r * r, plus: r) + Lanes(repeating: 1)

    // 2^n in two factors: one alone would leave the range of normal numbers.
    let whole = unsafeBitCast(bits(shifted) &- bits(rounding), to: SIMD16<Int32>.self)
    let half = whole &>> SIMD16(repeating: 1)
    return p * powerOfTwo(half) * powerOfTwo(whole &- half)
}

@inline(__always)
private func powerOfTwo(_ n: SIMD16<Int32>) -> Lanes {
    unsafeBitCast((n &+ SIMD16(repeating: 127)) &<< SIMD16(repeating: 23), to: Lanes.self)
}

/// tanh x to 2 ulp: an odd polynomial near zero, 1 − 2 / (e²ˣ + 1) elsewhere.
/// Coefficients of Cephes' tanhf (Moshier, 1992).
@inline(__always)
func hyperbolicTangent(_ x: Lanes) -> Lanes {
    let signBit = Bits(repeating: 0x8000_0000)
    let magnitude = lanes(bits(x) & ~signBit)

    let square = x * x
    var p = Lanes(repeating: -5.70498872745e-3)
    p = fused(p, square, plus: Lanes(repeating: 2.06390887954e-2))
    p = fused(p, square, plus: Lanes(repeating: -5.37397155531e-2))
    p = fused(p, square, plus: Lanes(repeating: 1.33314422036e-1))
    p = fused(p, square, plus: Lanes(repeating: -3.33332819422e-1))
    let near = fused(p * square, x, plus: x)

    let one = Lanes(repeating: 1)
    let far = one - Lanes(repeating: 2) / (exponential(magnitude + magnitude) + one)
    let signed = lanes(bits(far) | (bits(x) & signBit))
    return signed.replacing(with: near, where: magnitude .< Lanes(repeating: 0.625))
}

/// Φ(x) = ½ (1 + erf(x/√2)), the standard normal distribution: of a negative x half of erfc(z) with z = |x|/√2, which is
/// t exp(−z² + p(t)) with t = 1 / (1 + ½z) to 1.2e-7; of a positive one what is left to 1.
/// Coefficients of Press, Teukolsky, Vetterling and Flannery, Numerical Recipes, 1992, section 6.2.
@inline(__always)
func normalProbability(_ x: Lanes) -> Lanes {
    let one = Lanes(repeating: 1)
    let magnitude = lanes(bits(x) & Bits(repeating: 0x7FFF_FFFF))
    let t = one / fused(magnitude, Lanes(repeating: 0.353553390593273762), plus: one)
    var p = Lanes(repeating: 0.17087277)
    p = fused(p, t, plus: Lanes(repeating: -0.82215223))
    p = fused(p, t, plus: Lanes(repeating: 1.48851587))
    p = fused(p, t, plus: Lanes(repeating: -1.13520398))
    p = fused(p, t, plus: Lanes(repeating: 0.27886807))
    p = fused(p, t, plus: Lanes(repeating: -0.18628806))
    p = fused(p, t, plus: Lanes(repeating: 0.09678418))
    p = fused(p, t, plus: Lanes(repeating: 0.37409196))
    p = fused(p, t, plus: Lanes(repeating: 1.00002368))
    p = fused(p, t, plus: Lanes(repeating: -1.26551223))
    let tail = Lanes(repeating: 0.5) * t * exponential(fused(Lanes(repeating: -0.5) * x, x, plus: p))
    return tail.replacing(with: one - tail, where: x .> Lanes())
}

/// exp(−½x²) / √(2π), the density of the standard normal distribution.
@inline(__always)
func normalDensity(_ x: Lanes) -> Lanes {
    Lanes(repeating: 0.398942280401432678) * exponential(Lanes(repeating: -0.5) * x * x)
}

/// 1 / (1 + e⁻ˣ) to 2 ulp, by the exponential that cannot overflow; what 1 + e⁻ˣ rounds away is put back to first order.
@inline(__always)
func logisticSigmoid(_ x: Lanes) -> Lanes {
    let one = Lanes(repeating: 1)
    let isNegative = x .< Lanes()
    let e = exponential(lanes(bits(x) | Bits(repeating: 0x8000_0000)))
    let sum = one + e
    let lost = e - (sum - one)
    let quotient = one.replacing(with: e, where: isNegative) / sum
    let inverse = quotient.replacing(with: one - quotient, where: isNegative)
    return fused(quotient * lost, -inverse, plus: quotient)
}

/// ln(1 + x) for x in [0, 1]: the part of x that 1 + x rounds away is added to first order.
@inline(__always)
func logarithmOfOnePlus(_ x: Lanes) -> Lanes {
    let one = Lanes(repeating: 1)
    let sum = one + x
    return logarithmOfNormal(sum) + (x - (sum - one)) / sum
}

/// (cos 2πt, sin 2πt) for t = turn / 2^32: the nearest quarter is taken off exactly, in integers, and the rest, within
/// ±π/4, goes through polynomials. Coefficients of Cephes' sinf and cosf (Moshier, 1992).
@inline(__always)
func cosineAndSine(ofTurn turn: Bits) -> (cosine: Lanes, sine: Lanes) {
    let quarterBits = Bits(repeating: 30)
    let quarter = (turn &+ Bits(repeating: 1 << 29)) &>> quarterBits
    let rest = unsafeBitCast(turn &- (quarter &<< quarterBits), to: SIMD16<Int32>.self)
    let angle = floats(rest) * Lanes(repeating: Float(2 * Double.pi / 4_294_967_296))
    let square = angle * angle

    var s = Lanes(repeating: -1.9515295891e-4)
    s = fused(s, square, plus: Lanes(repeating: 8.3321608736e-3))
    s = fused(s, square, plus: Lanes(repeating: -1.6666654611e-1))
    s = fused(s * square, angle, plus: angle)

    var c = Lanes(repeating: 2.443315711809948e-5)
    c = fused(c, square, plus: Lanes(repeating: -1.388731625493765e-3))
    c = fused(c, square, plus: Lanes(repeating: 4.166664568298827e-2))
    c = fused(c * square, square, plus: fused(square, Lanes(repeating: -0.5), plus: Lanes(repeating: 1)))

    let one = Bits(repeating: 1)
    let isOdd = (quarter & one) .== one
    let cosine = c.replacing(with: s, where: isOdd)
    let sine = s.replacing(with: c, where: isOdd)
    // Quarters 1 and 2 have a negative cosine, 2 and 3 a negative sine.
    return (flipSign(cosine, where: (quarter &+ one) &>> one), flipSign(sine, where: quarter &>> one))
}

/// Negates the lanes whose lowest bit is set in `flags`.
@inline(__always)
private func flipSign(_ value: Lanes, where flags: Bits) -> Lanes {
    lanes(bits(value) ^ (flags &<< Bits(repeating: 31)))
}
