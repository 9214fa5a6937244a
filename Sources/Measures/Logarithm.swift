/// ln x of a finite number above 0, to 1e-15, with the same bits on every machine: x = m · 2ᵉ with m from √½ to √2, and
/// ln m = 2 artanh f = 2 (f + f³/3 + f⁵/5 + …) with f = (m − 1) / (m + 1).
package func logarithm(_ x: Double) -> Double {
    let isAbove = x.significand > 2.squareRoot()
    let mantissa = isAbove ? x.significand / 2 : x.significand
    let exponent = Double(x.exponent) + (isAbove ? 1 : 0)
    let f = (mantissa - 1) / (mantissa + 1)
    let square = f * f
    var series = 0.0
    for order in stride(from: 23.0, through: 3, by: -2) { series = (series + 1 / order) * square }
    // ln 2 in two parts, so that the larger times the exponent is exact.
    return exponent * 0x1.62e42fefa38p-1 + (exponent * 0x1.ef35793c7673p-45 + 2 * (f + f * series))
}
