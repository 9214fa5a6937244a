import Measures
import Testing

@Suite struct NormalDistributionTests {
    private static let distributions = [
        NormalDistribution(), NormalDistribution(mean: 3, standardDeviation: 0.01),
        NormalDistribution(mean: -2e6, standardDeviation: 5e5), NormalDistribution(mean: 0.5, standardDeviation: 1e-9),
    ]

    /// Abramowitz and Stegun, table 26.1, to more digits by Wolfram's functions of the same names.
    @Test func knownValues() {
        let normal = NormalDistribution()
        #expect(abs(normal.density(0) - 0.3989422804014327) < 1e-16)
        #expect(abs(normal.density(1) - 0.24197072451914337) < 1e-16)
        #expect(abs(normal.density(-1) - 0.24197072451914337) < 1e-16)
        #expect(normal.cumulative(0) == 0.5)
        #expect(abs(normal.cumulative(1) - 0.8413447460685429) < 1e-15)
        #expect(abs(normal.cumulative(1.96) - 0.9750021048517795) < 1e-15)
        #expect(abs(normal.cumulative(-1.96) - (1 - 0.9750021048517795)) < 1e-15)
        // Far out the tail keeps its digits, which 1 − (1 − p) would not.
        #expect(abs(normal.cumulative(-10) / 7.619853024160527e-24 - 1) < 1e-12)
    }

    @Test(arguments: distributions)
    func scaleAndShift(_ distribution: NormalDistribution) {
        let normal = NormalDistribution()
        for z in [-4, -1.3, 0, 0.2, 2.5] {
            let x = distribution.mean + z * distribution.standardDeviation
            // What rounding x costs, in units of z.
            let slack = 1e-15 * (1 + abs(distribution.mean) / distribution.standardDeviation)
            #expect(abs(distribution.cumulative(x) - normal.cumulative(z)) < slack, "z = \(z)")
            let density = distribution.density(x) * distribution.standardDeviation
            #expect(abs(density - normal.density(z)) < slack, "z = \(z)")
        }
    }

    /// Simpson's rule over ±8.5 sigma, outside of which lies less than 2e-17.
    @Test(arguments: distributions)
    func densityIntegratesToOne(_ distribution: NormalDistribution) {
        let (steps, reach) = (2000, 8.5 * distribution.standardDeviation)
        let width = 2 * reach / Double(steps)
        var sum = 0.0
        for index in 0...steps {
            let factor = index == 0 || index == steps ? 1.0 : index.isMultiple(of: 2) ? 2 : 4
            sum += factor * distribution.density(distribution.mean - reach + Double(index) * width)
        }
        // Rounding of points far from 0, up to 1e-7 of a deviation here, averages out.
        #expect(abs(sum * width / 3 - 1) < 1e-9)
    }

    /// Central differences of fourth order, with an error of h⁴/30 times the fifth derivative, below 3 h⁴ / 30.
    @Test func densityIsTheSlopeOfCumulative() {
        let (normal, h) = (NormalDistribution(mean: 1, standardDeviation: 2), 1e-3)
        for x in stride(from: -9.0, through: 11, by: 0.25) {
            let near = normal.cumulative(x + h) - normal.cumulative(x - h)
            let far = normal.cumulative(x + 2 * h) - normal.cumulative(x - 2 * h)
            let slope = (8 * near - far) / (12 * h)
            #expect(abs(slope - normal.density(x)) < 1e-12, "x = \(x)")
        }
    }
}
