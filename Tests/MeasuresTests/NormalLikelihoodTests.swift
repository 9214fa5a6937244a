import Measures
import TestSupport
import Testing

/// Maximum likelihood under normal noise of fixed deviation is least squares.
@Suite struct NormalLikelihoodTests {
    /// Rows scattered around a line of their own.
    private struct Line {
        let x: [Double]
        let y: [Double]
        let standardDeviation: Double

        init(seed: UInt64) {
            var random = SplitMix(state: seed)
            let count = Int.random(in: 3...30, using: &random)
            let slope = Double.random(in: -3...3, using: &random)
            let intercept = Double.random(in: -5...5, using: &random)
            x = (0..<count).map { Double($0) / 4 + Double.random(in: 0...0.2, using: &random) }
            y = x.map { intercept + slope * $0 + Double.random(in: -1...1, using: &random) }
            standardDeviation = Double.random(in: 0.2...2, using: &random)
        }

        func negativeLogLikelihood(_ intercept: Double, _ slope: Double) -> Double {
            zip(x, y).reduce(0) { sum, row in
                let noise = NormalDistribution(mean: intercept + slope * row.0, standardDeviation: standardDeviation)
                return sum + noise.negativeLogLikelihood(of: row.1)
            } / Double(x.count)
        }

        /// By the normal equations of two unknowns.
        var leastSquares: (intercept: Double, slope: Double) {
            let count = Double(x.count)
            let (sumX, sumY) = (x.reduce(0, +), y.reduce(0, +))
            let sumXX = x.reduce(0) { $0 + $1 * $1 }
            let sumXY = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
            let determinant = count * sumXX - sumX * sumX
            return ((sumXX * sumY - sumX * sumXY) / determinant, (count * sumXY - sumX * sumY) / determinant)
        }
    }

    @Test func numbersOfSciPy() {
        let normal = NormalDistribution(mean: 1.5, standardDeviation: 0.4)
        for (point, expected) in zip(PeerNumbers.normalPoints, PeerNumbers.normalLikelihoods) {
            #expect(isClose(normal.negativeLogLikelihood(of: point), expected))
        }
        let mean = PeerNumbers.normalLikelihoods.reduce(0, +) / Double(PeerNumbers.normalLikelihoods.count)
        #expect(isClose(normal.meanNegativeLogLikelihood(of: PeerNumbers.normalPoints), mean))
    }

    /// Where the density itself neither underflows nor loses digits.
    @Test func isTheLogarithmOfTheDensity() {
        for x in stride(from: -5.0, through: 7, by: 0.5) {
            let normal = NormalDistribution(mean: 1, standardDeviation: 1.5)
            let information = selfInformation(probability: normal.density(x))
            #expect(isClose(normal.negativeLogLikelihood(of: x), information), "x = \(x)")
        }
    }

    /// ½ (x − µ)² / σ² and ln σ by hand, where p(x) is 0 in double precision, and where σ² is.
    @Test func farOutAndVeryNarrow() {
        let constant = 0.9189385332046727
        #expect(isClose(NormalDistribution().negativeLogLikelihood(of: 1e3), 500_000 + constant))
        let narrow = NormalDistribution(mean: 0, standardDeviation: 1e-300)
        #expect(isClose(narrow.negativeLogLikelihood(of: 0), constant - 690.7755278982137))
    }

    @Test(arguments: UInt64(0)..<50)
    func leastSquaresIsLikeliest(_ seed: UInt64) {
        let line = Line(seed: seed)
        let (intercept, slope) = line.leastSquares
        let least = line.negativeLogLikelihood(intercept, slope)
        for distance in [1e-3, 0.1, 2] {
            for (down, across) in [(1.0, 0.0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)] {
                let moved = line.negativeLogLikelihood(intercept + distance * down, slope + distance * across)
                #expect(moved > least, "\(distance) in direction \(down), \(across)")
            }
        }
        // Central differences have no error but rounding, since the likelihood is quadratic in both.
        let h = 1e-3
        let down = line.negativeLogLikelihood(intercept + h, slope) - line.negativeLogLikelihood(intercept - h, slope)
        let across = line.negativeLogLikelihood(intercept, slope + h) - line.negativeLogLikelihood(intercept, slope - h)
        #expect(abs(down / (2 * h)) < 1e-9)
        #expect(abs(across / (2 * h)) < 1e-9)
    }
}
