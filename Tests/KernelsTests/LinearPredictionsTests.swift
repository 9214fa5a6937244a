import Kernels
import TestSupport
import Testing

/// Predictions for all rows of a partition; those of a problem that are not among its places hold NaN, and so must their
/// predictions, and no other.
@Suite struct LinearPredictionsTests {
    /// The bound is that of a residual in `LinearGradientTests`, without the target.
    @Test(arguments: InstructionSet.available)
    func equalSumsInDoublePrecision(_ set: InstructionSet) {
        var random = SplitMix(state: 31)
        for shape in LinearShape.random(&random) {
            let problem = LinearProblem(shape, &random)
            let written = problem.predictions(set)
            #expect(written.isIntact, "\(shape): written outside")
            for (place, prediction) in written.contents.enumerated() {
                let terms = problem.terms(of: problem.features[place])
                let expected = terms.reduce(0, +)
                let bound = Double(problem.paddedCount / 16 + 5) * 0x1.02p-24 * terms.map(abs).reduce(0, +)
                #expect(
                    expected.isNaN ? prediction.isNaN : abs(Double(prediction) - expected) <= bound,
                    "\(shape), row \(place): \(prediction) for \(expected)")
            }
        }
    }

    @Test(arguments: InstructionSet.available)
    func giveTheBitsOfTheContract(_ set: InstructionSet) {
        var random = SplitMix(state: 32)
        for shape in LinearShape.random(&random) {
            let problem = LinearProblem(shape, &random)
            let found = problem.predictions(set).contents
            for place in Set(problem.places) {
                let expected = LaneContract.dot(problem.features[Int(place)], problem.weights) + problem.bias
                #expect(found[Int(place)].bitPattern == expected.bitPattern, "\(shape), row \(place)")
            }
        }
    }

    @Test(arguments: InstructionSet.available)
    func storageChangesNoBit(_ set: InstructionSet) {
        var random = SplitMix(state: 33)
        for shape in LinearShape.random(&random) where shape.storage == .bfloat16 {
            let problem = LinearProblem(shape, &random)
            let (found, widened) = (problem.predictions(set), problem.predictions(set, isWidened: true))
            for place in Set(problem.places).map({ Int($0) }) {
                #expect(
                    found.contents[place].bitPattern == widened.contents[place].bitPattern, "\(shape), row \(place)")
            }
        }
    }

    @Test(arguments: InstructionSet.available)
    func noRowsGiveNothing(_ set: InstructionSet) {
        let rows = StoredRows([], featureCount: 16, storage: .float32)
        let written = SentinelBuffer<Float>(count: 0, sentinel: 1e30)
        let weights = [Float](repeating: 1, count: 16)
        set.kernels.linearPredictions(rows.rows, 0, weights, 1, written.base)
        #expect(written.isIntact)
    }
}
