import Foundation

/// The few tests of statistics that the suites here need. Each suite fixes its seeds, so that a test either always
/// passes or always fails; its thresholds say how seldom a right program would have been given such seeds.
enum Statistics {
    /// Below this chance a result counts as wrong.
    static let significance = 1e-6

    /// Standard errors that a normal statistic exceeds, in either direction, with a chance of 5.7e-7.
    static let sigmas = 5.0

    /// The Kolmogorov-Smirnov distance, times √n, that is exceeded with a chance of 1e-6: 2 exp(−2 x²) = 1e-6.
    static let kolmogorovLimit = 2.694

    /// P(X ≥ x) for a chi-square distribution: Q(k/2, x/2), the regularised upper incomplete gamma function.
    /// Source: Press and others: Numerical Recipes, third edition, section 6.2
    static func chiSquareTail(_ x: Double, degreesOfFreedom: Int) -> Double {
        let (a, x) = (Double(degreesOfFreedom) / 2, x / 2)
        guard x > 0 else { return 1 }
        let scale = exp(a * log(x) - x - lgamma(a))
        if x < a + 1 {
            // The series for the lower part.
            var (term, sum, n) = (1 / a, 1 / a, a)
            while abs(term) > abs(sum) * 1e-15 {
                n += 1
                term *= x / n
                sum += term
            }
            return 1 - sum * scale
        }
        // The continued fraction for the upper part, by Lentz's method.
        var b = x + 1 - a
        var (c, d) = (1e300, 1 / b)
        var h = d
        for i in 1..<100_000 {
            let an = -Double(i) * (Double(i) - a)
            b += 2
            d = 1 / (an * d + b)
            c = b + an / c
            let change = c * d
            h *= change
            if abs(change - 1) < 1e-15 { break }
        }
        return h * scale
    }

    /// Σ (observed − expected)² / expected.
    static func chiSquare(_ observed: [Int], expected: [Double]) -> Double {
        zip(observed, expected).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) / $1.1 }
    }

    /// The chance of counts at least as uneven as these where all cells are equally likely.
    static func uniformityTail(_ counts: [Int]) -> Double {
        let expected = Double(counts.reduce(0, +)) / Double(counts.count)
        let statistic = chiSquare(counts, expected: Array(repeating: expected, count: counts.count))
        return chiSquareTail(statistic, degreesOfFreedom: counts.count - 1)
    }

    /// The chance of counts at least this far from these probabilities, which add up to 1.
    static func fitTail(_ counts: [Int], _ probabilities: [Double]) -> Double {
        let total = Double(counts.reduce(0, +))
        let statistic = chiSquare(counts, expected: probabilities.map { $0 * total })
        return chiSquareTail(statistic, degreesOfFreedom: counts.count - 1)
    }

    /// The largest distance between the sample's distribution and `cumulative`, times √n.
    static func kolmogorov(_ sample: [Double], _ cumulative: (Double) -> Double) -> Double {
        let n = Double(sample.count)
        let distance = sample.sorted().enumerated().map { index, x in
            let expected = cumulative(x)
            return max(expected - Double(index) / n, Double(index + 1) / n - expected)
        }.max()
        return (distance ?? 0) * n.squareRoot()
    }

    /// Pearson's coefficient of correlation.
    static func correlation(_ a: [Double], _ b: [Double]) -> Double {
        let n = Double(a.count)
        let (meanA, meanB) = (a.reduce(0, +) / n, b.reduce(0, +) / n)
        var (ab, aa, bb) = (0.0, 0.0, 0.0)
        for (x, y) in zip(a, b) {
            ab += (x - meanA) * (y - meanB)
            aa += (x - meanA) * (x - meanA)
            bb += (y - meanB) * (y - meanB)
        }
        return ab / (aa * bb).squareRoot()
    }

    /// Raw moments of a sample about 0: the averages of x, x², x³, x⁴.
    static func moments(_ sample: [Double]) -> [Double] {
        var sums = [0.0, 0, 0, 0]
        for x in sample {
            var power = 1.0
            for k in sums.indices {
                power *= x
                sums[k] += power
            }
        }
        return sums.map { $0 / Double(sample.count) }
    }
}
