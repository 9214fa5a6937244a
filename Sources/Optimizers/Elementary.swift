// The functions that libm would give with other bits on another machine.

/// base^exponent for an exponent of 0 or more, by repeated squaring.
package func power(_ base: Double, _ exponent: Int) -> Double {
    var result = 1.0
    var square = base
    var rest = exponent
    while rest > 0 {
        if rest & 1 == 1 { result *= square }
        square *= square
        rest >>= 1
    }
    return result
}

/// The positive number whose power of this degree, at least 1, is `number`, at least 1; by bisection, to the last bit or two.
package func root(_ degree: Int, of number: Double) -> Double {
    var (low, high) = (1.0, number)
    while case let middle = low + (high - low) / 2, middle > low, middle < high {
        if power(middle, degree) > number { high = middle } else { low = middle }
    }
    return low
}

/// cos πx for x in 0 ... 1, to 1e-15: the Taylor series about 0 up to the 22nd power, nested, for the half of the
/// interval that is nearer to 0, and the other by symmetry.
package func cosine(ofHalfTurns x: Double) -> Double {
    let isBeyondQuarter = x > 0.5
    let angle = Double.pi * (isBeyondQuarter ? 1 - x : x)
    let square = angle * angle
    var series = 1.0
    for order in stride(from: 22.0, to: 0, by: -2) {
        series = 1 - series * square / (order * (order - 1))
    }
    return isBeyondQuarter ? -series : series
}
