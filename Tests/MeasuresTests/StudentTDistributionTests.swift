import Measures
import Testing

/// Numbers of scipy.stats.t and scipy.stats.norm, SciPy 1.17.
@Suite("Student's t distribution")
struct StudentTDistributionTests {
    @Test(
        "has SciPy's two-sided probabilities, far in the tails too",
        arguments: [
            (1, 0.1, 0.936548965138893), (1, 1.7, 0.3385060546606654), (1, 60, 0.010609347265246543),
            (2, 4.96, 0.03832617151768849), (5, 0.1, 0.9242301411546604), (5, 60, 2.4336377589983804e-08),
            (10, 1.7, 0.11996934590902035), (10, 60, 4.0185228506884075e-14), (431, 0.1, 0.9203908225071556),
            (431, 4.96, 1.0160463753080622e-06), (431, 60, 2.356559362868403e-211), (0.5, 1.7, 0.4801351299157695),
            (0.5, 60, 0.08280291081266533), (.infinity, 8, 1.244192114854348e-15),
        ])
    func probabilities(freedom: Double, t: Double, expected: Double) {
        let distribution = StudentTDistribution(degreesOfFreedom: freedom)
        #expect(abs(distribution.twoSidedProbability(t) / expected - 1) < 1e-11)
        #expect(distribution.twoSidedProbability(-t) == distribution.twoSidedProbability(t))
    }

    @Test("is certain of 0, and of nothing at infinity", arguments: [0.5, 1, 30, .infinity])
    func ends(freedom: Double) {
        let distribution = StudentTDistribution(degreesOfFreedom: freedom)
        #expect(distribution.twoSidedProbability(0) == 1)
        #expect(distribution.twoSidedProbability(.infinity) == 0)
        #expect(distribution.twoSidedProbability(.nan).isNaN)
    }

    @Test(
        "has SciPy's quantiles",
        arguments: [
            (1, 12.706204736174694), (10, 2.228138851986274), (431, 1.9654833203397435), (.infinity, 1.959963984540054),
        ])
    func quantiles(freedom: Double, expected: Double) {
        let width = StudentTDistribution(degreesOfFreedom: freedom).halfWidth(ofShare: 0.95)
        #expect(abs(width / expected - 1) < 1e-11)
    }
}
