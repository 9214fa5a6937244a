import Kernels
import TestSupport
import Testing

@Suite struct SparseGradientTests {
    /// The gradient that the contributions add up to, and the loss, against sums in double precision.
    ///
    /// A contribution is rounded once or not at all; a sum over m rows adds (m + 2) u of its own terms.
    @Test(arguments: InstructionSet.available)
    func equalsSumsInDoublePrecision(_ set: InstructionSet) {
        var random = SplitMix(state: 111)
        for shape in SparseShape.random(&random) {
            let problem = SparseProblem(shape, &random)
            let shard = problem.gradient(set)
            #expect(shard.isIntact, "\(shape): written outside")
            var found = shard.gradient, expected = [Double](repeating: 0, count: found.count), bound = expected
            found += shard.biasGradient.map { Double($0) } + [Double(shard.loss)]
            expected += [Double](repeating: 0, count: shape.classCount + 1)
            bound += [Double](repeating: 0, count: shape.classCount + 1)
            func add(_ index: Int, _ term: Double, error: Double) {
                expected[index] += term
                bound[index] += error + Double(shape.rowCount + 2) * 0x1.02p-24 * (abs(term) + error)
            }
            let biasPlace = shape.columnCount * shape.classCount
            for (row, place) in zip(problem.rows, problem.places) {
                let terms = problem.terms(of: row)
                let reference = SparseReference(
                    shape.head, outputs: terms.map { $0.reduce(0, +) }, errors: terms.map(problem.bound),
                    target: problem.targets[Int(place)])
                for (output, (derivative, error)) in zip(reference.derivatives, reference.derivativeBounds).enumerated()
                {
                    for (column, value) in row {
                        add(
                            column * shape.classCount + output, Double(value) * derivative,
                            error: abs(Double(value)) * error)
                    }
                    add(biasPlace + output, derivative, error: error)
                }
                add(biasPlace + shape.classCount, reference.loss, error: reference.lossBound)
            }
            // Columns that do not occur have bound 0: they must be exactly zero.
            let wrong = found.indices.first { !(abs(found[$0] - expected[$0]) <= bound[$0]) }
            #expect(
                wrong == nil, "\(shape), number \(wrong ?? 0): \(found[wrong ?? 0]) for \(expected[wrong ?? 0])")
        }
    }

    @Test(arguments: InstructionSet.available)
    func givesTheBitsOfTheContract(_ set: InstructionSet) {
        var random = SplitMix(state: 112)
        for shape in SparseShape.random(&random) {
            let problem = SparseProblem(shape, &random)
            let shard = problem.gradient(set)
            let (derivatives, losses) = Self.derivativesAndLosses(problem, set)
            let padding = [Float](repeating: 0, count: shape.stride - shape.classCount)
            #expect(shard.derivatives.map { bits($0) } == derivatives.map { bits($0 + padding) }, "\(shape)")
            #expect(shard.loss.bitPattern == SparseContract.sum(losses).bitPattern, "\(shape)")
            let biasGradient = (0..<shape.classCount).map { output in
                SparseContract.sum(derivatives.map { $0[output] })
            }
            #expect(bits(shard.biasGradient) == bits(biasGradient), "\(shape)")

            var contributions: [Contribution] = [], rows: [Int] = [], starts = [0]
            for block in 0..<shape.blockCount {
                for (index, row) in problem.rows.enumerated() {
                    for (column, value) in row where column >> shape.blockBits == block {
                        let factor = shape.head.isPoint ? derivatives[index][0] : 1
                        contributions.append(Contribution(column: UInt32(column), value: factor * value))
                        rows.append(index)
                    }
                }
                starts.append(contributions.count)
            }
            #expect(shard.blockStarts == starts, "\(shape)")
            #expect(shard.contributions.map(\.column) == contributions.map(\.column), "\(shape)")
            #expect(bits(shard.contributions.map(\.value)) == bits(contributions.map(\.value)), "\(shape)")
            #expect(shape.head.isPoint || shard.rows == rows, "\(shape)")
        }
    }

    /// The kernels for losses of one row, which have tests of their own, after outputs in the contract's order.
    private static func derivativesAndLosses(
        _ problem: SparseProblem, _ set: InstructionSet
    ) -> (derivatives: [[Float]], losses: [Float]) {
        let shape = problem.shape
        let rows = zip(problem.rows, problem.places).map { row, place in
            let target = problem.targets[Int(place)]
            switch shape.head {
            case .point(let loss):
                let output = SparseContract.dot(row, problem.weights[0]) * shape.scale + problem.biases[0]
                let (derivative, value) = loss.ofRow(set, output, target)
                return (derivatives: [derivative], loss: value)
            case .softmax:
                let logits = zip(problem.weights, problem.biases).map {
                    SparseContract.logit(row, $0, scale: shape.scale, bias: $1)
                }
                let found = SoftmaxProblem(rows: [logits], labels: [Int(target)]).run(set, .gradient)
                return (found.rows[0], found.losses[0])
            }
        }
        return (rows.map(\.derivatives), rows.map(\.loss))
    }

    @Test(arguments: InstructionSet.available)
    func prefetchingChangesNoBit(_ set: InstructionSet) {
        var random = SplitMix(state: 113)
        for shape in SparseShape.random(&random) {
            let problem = SparseProblem(shape, &random)
            let plain = problem.gradient(set).allBits
            for distance in [1, 2, 5, 100] {
                for withUpcoming in [false, true] {
                    let prefetched = problem.gradient(set, prefetchDistance: distance, withUpcoming: withUpcoming)
                    #expect(
                        prefetched.allBits == plain && prefetched.isIntact,
                        "\(shape), \(distance) rows ahead, \(withUpcoming ? problem.upcomingPlaces.count : 0) upcoming")
                }
            }
        }
    }
}
