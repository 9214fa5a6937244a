import Kernels
import TestSupport
import Testing

@Suite struct RowWeightTests {
    /// Derivatives and losses are multiplied before they are summed; those of weight 0 become 0.
    @Test(arguments: InstructionSet.available)
    func linearGradientsGiveTheBitsOfTheContract(_ set: InstructionSet) {
        var random = SplitMix(state: 71)
        for shape in LinearShape.random(&random) {
            var problem = LinearProblem(shape, &random)
            let weights = problem.targets.map { _ in Float.random(in: -1...3, using: &random) }.map { max($0, 0) }
            problem.rowWeights = weights
            var ofRows = problem.places.map { weights[Int($0)] }.makeIterator()
            let expected = LaneContract.gradient(problem.rows, weights: problem.weights, bias: problem.bias) {
                let (derivative, loss) = shape.loss.ofRow(set, $0, $1)
                let weight = ofRows.next()!
                return weight == 0 ? (0, 0) : (weight * derivative, weight * loss)
            }
            #expect(bits(problem.gradient(set).contents) == bits(expected), "\(shape)")
            for distance in [1, 17] {
                let prefetched = problem.gradient(set, prefetchDistance: distance, withUpcoming: true)
                #expect(bits(prefetched.contents) == bits(expected), "\(shape), \(distance) rows ahead")
            }
        }
    }

    @Test(arguments: InstructionSet.available)
    func onesChangeNoBit(_ set: InstructionSet) {
        var random = SplitMix(state: 72)
        for shape in LinearShape.random(&random) {
            var problem = LinearProblem(shape, &random)
            let plain = problem.gradient(set)
            problem.rowWeights = problem.targets.map { _ in 1 }
            #expect(bits(problem.gradient(set).contents) == bits(plain.contents), "\(shape)")
        }
    }

    /// A row of weight 0 adds nothing, not even where its output is infinite.
    @Test(arguments: InstructionSet.available)
    func rowsOfWeightZeroMayOverflow(_ set: InstructionSet) {
        var random = SplitMix(state: 73)
        for rowCount in 1...9 {
            let shape = LinearShape(featureCount: 3, rowCount: rowCount, scale: 0x1p126)
            var problem = LinearProblem(shape, &random)
            problem.rowWeights = problem.targets.map { _ in 0 }
            #expect(problem.gradient(set).contents.allSatisfy { $0 == 0 }, "\(rowCount) rows")
        }
    }

    /// Rows are picked by their places; numbers beside theirs stay as they are.
    @Test(arguments: InstructionSet.available)
    func multiplyDerivativesAndLosses(_ set: InstructionSet) {
        let weights: [Float] = [3, 0, 0.5, 1], places: [UInt32] = [2, 0, 1, 3, 0]
        var derivatives = (0..<5 * 4).map { Float($0) - 7 }
        var losses: [Float] = [1, 2, .nan, 4, 5]
        derivatives[2 * 4] = .infinity
        let before = derivatives
        weights.withUnsafeBufferPointer { weights in
            places.withUnsafeBufferPointer { places in
                let rows = GatheredRows(
                    features: FeatureRows(weights.baseAddress!, featureCount: 1), targets: weights.baseAddress!,
                    weights: weights.baseAddress!, places: places.baseAddress!, count: 5)
                set.kernels.weighRows(
                    RowWeightJob(rows: rows, derivatives: &derivatives, stride: 4, count: 3, losses: &losses))
            }
        }
        #expect(losses == [0.5, 6, 0, 4, 15])
        for (row, place) in places.enumerated() {
            let weight = weights[Int(place)]
            for k in 0..<3 {
                let expected = weight == 0 ? 0 : weight * before[4 * row + k]
                #expect(derivatives[4 * row + k] == expected, "row \(row), number \(k)")
            }
            #expect(derivatives[4 * row + 3] == before[4 * row + 3])
        }
    }
}
