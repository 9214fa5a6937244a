import Measures
import TestSupport
import Testing

@Suite struct DistributionTests {
    @Test(arguments: [
        ([], "probabilities: found no entries, expected at least one"),
        ([0.5, -0.25, 0.75], "probabilities[1]: found -0.25, expected a finite number of at least 0"),
        ([0.5, 0.5, .nan], "probabilities[2]: found nan, expected a finite number of at least 0"),
        ([.infinity, 0], "probabilities[0]: found inf, expected a finite number of at least 0"),
        ([0.5, 0.25], "sum of probabilities: found 0.75, expected 1 within 1e-05"),
        ([0.5, 0.5001], "sum of probabilities: found 1.0001, expected 1 within 1e-05"),
    ])
    func mistakenProbabilities(_ probabilities: [Double], _ problem: String) {
        let error = #expect(throws: DistributionError.self) { try Distribution(probabilities) }
        #expect(error?.description == "not a distribution: " + problem)
    }

    @Test(arguments: [
        ([], "weights: found no entries, expected at least one"),
        ([3, -1], "weights[1]: found -1.0, expected a finite number of at least 0"),
        ([0, 0], "sum of weights: found 0.0, expected a positive, finite number"),
        ([1e308, 1e308], "sum of weights: found inf, expected a positive, finite number"),
    ])
    func mistakenWeights(_ weights: [Double], _ problem: String) {
        let error = #expect(throws: DistributionError.self) { try Distribution(weights: weights) }
        #expect(error?.description == "not a distribution: " + problem)
    }

    @Test func probabilitiesAreKept() throws {
        let probabilities = [0.1, 0.2, 0.7 + 5e-6, 0]
        #expect(try Distribution(probabilities).probabilities == probabilities)
        #expect(try Distribution([1]).probabilities == [1])
    }

    @Test func weightsAreDividedByTheirSum() throws {
        #expect(try Distribution(weights: [1, 0, 3]).probabilities == [0.25, 0, 0.75])
        #expect(try Distribution(weights: [7]).probabilities == [1])
    }

    @Test func aSoftmaxInSinglePrecisionIsOne() throws {
        var random = SplitMix(state: 5)
        for _ in 0..<200 {
            let weights = (0..<Int.random(in: 1...2000, using: &random)).map { _ in
                Float.random(in: 0...1, using: &random)
            }
            let sum = weights.reduce(0, +)
            _ = try Distribution(weights.map { Double($0 / sum) })
        }
    }
}
