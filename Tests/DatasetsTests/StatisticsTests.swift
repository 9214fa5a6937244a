import Foundation
import TestSupport
import Testing

/// Whether the yardsticks of the other suites measure right.
@Suite struct StatisticsTests {
    /// Quantiles of the usual tables (NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.4).
    @Test(arguments: [
        (3.841, 1, 0.05), (6.635, 1, 0.01), (18.307, 10, 0.05), (29.588, 10, 0.001), (2.558, 10, 0.99),
        (124.342, 100, 0.05), (149.449, 100, 0.001), (70.065, 100, 0.99),
    ])
    func chiSquareTail(_ x: Double, _ degreesOfFreedom: Int, _ tail: Double) {
        let found = Statistics.chiSquareTail(x, degreesOfFreedom: degreesOfFreedom)
        #expect(abs(found - tail) < 2e-3 * tail, "\(found)")
    }

    /// With two degrees of freedom the tail is exp(−x/2); with very many the statistic is nearly normal.
    @Test func chiSquareTailAtItsEnds() {
        for x in [0.01, 1, 10, 60] {
            #expect(abs(Statistics.chiSquareTail(x, degreesOfFreedom: 2) / exp(-x / 2) - 1) < 1e-12, "\(x)")
        }
        let many = 1_000_000
        #expect(abs(Statistics.chiSquareTail(Double(many), degreesOfFreedom: many) - 0.5) < 1e-3)
        let fiveSigma = Double(many) + 5 * Double(2 * many).squareRoot()
        #expect((1e-7...1e-6).contains(Statistics.chiSquareTail(fiveSigma, degreesOfFreedom: many)))
    }

    /// A wrong distribution is found out, a right one passes.
    @Test func kolmogorov() {
        var random = SplitMix(state: 1)
        let uniform = (0..<10_000).map { _ in Double.random(in: 0..<1, using: &random) }
        #expect(Statistics.kolmogorov(uniform) { $0 } < Statistics.kolmogorovLimit)
        #expect(Statistics.kolmogorov(uniform) { $0 * $0 } > Statistics.kolmogorovLimit)
        #expect(abs(Statistics.kolmogorov([0.25, 0.5]) { $0 } - 0.5 * 2.0.squareRoot()) < 1e-12)
    }

    @Test func correlation() {
        let a = [1.0, 2, 3, 4]
        #expect(abs(Statistics.correlation(a, [2, 4, 6, 8]) - 1) < 1e-12)
        #expect(abs(Statistics.correlation(a, [4, 3, 2, 1]) + 1) < 1e-12)
        #expect(abs(Statistics.correlation(a, [1, -1, -1, 1])) < 1e-12)
    }
}
