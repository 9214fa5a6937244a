import Kernels
import TestSupport
import Testing

@Suite struct LinearGradientTests {
    /// Gradient, bias and loss against sums in double precision.
    ///
    /// With u = 2⁻²⁴, an output is a sum of ⌈n/16⌉ products in each lane, four foldings and a bias: its error is below
    /// (⌈n/16⌉ + 5) u A, where A sums the terms' magnitudes. A sum over m rows adds (m + 2) u of its own terms.
    @Test(arguments: InstructionSet.available)
    func equalsSumsInDoublePrecision(_ set: InstructionSet) {
        var random = SplitMix(state: 21)
        for shape in LinearShape.random(&random) {
            let problem = LinearProblem(shape, &random)
            let written = problem.gradient(set)
            let found = written.contents.map { Double($0) }
            #expect(written.isIntact, "\(shape): written outside")

            let u = 0x1p-24 * 1.01
            var expected = [Double](repeating: 0, count: problem.paddedCount + 32)
            var bound = expected
            func add(_ index: Int, _ term: Double, error: Double) {
                expected[index] += term
                bound[index] += error + Double(shape.rowCount + 2) * u * (abs(term) + error)
            }
            let loss = PointLossReference(shape.loss)
            for (x, y) in problem.rows.map({ ($0.x, Double($0.y)) }) {
                let terms = problem.terms(of: x)
                let output = terms.reduce(0, +)
                let error = Double(problem.paddedCount / 16 + 5) * u * terms.map(abs).reduce(0, +)
                let derivative = loss.derivative(output, y)
                let derivativeError = loss.derivativeBound(output, y, error: error)
                for (k, x) in x.enumerated() {
                    add(k, Double(x) * derivative, error: abs(Double(x)) * derivativeError)
                }
                add(problem.paddedCount, derivative, error: derivativeError)
                add(
                    problem.paddedCount + 16, loss.value(output, y), error: loss.valueBound(output, y, error: error))
            }
            // Numbers of padding have bound 0: they must be exactly zero.
            let wrong = found.indices.first { !(abs(found[$0] - expected[$0]) <= bound[$0]) }
            #expect(
                wrong == nil, "\(shape), number \(wrong ?? 0): \(found[wrong ?? 0]) for \(expected[wrong ?? 0])")
        }
    }

    @Test(arguments: InstructionSet.available)
    func givesTheBitsOfTheContract(_ set: InstructionSet) {
        var random = SplitMix(state: 22)
        for shape in LinearShape.random(&random) {
            let problem = LinearProblem(shape, &random)
            let expected = LaneContract.gradient(problem.rows, weights: problem.weights, bias: problem.bias) {
                shape.loss.ofRow(set, $0, $1)
            }
            #expect(bits(problem.gradient(set).contents) == bits(expected), "\(shape)")
        }
    }

    @Test(arguments: InstructionSet.available)
    func storageChangesNoBit(_ set: InstructionSet) {
        var random = SplitMix(state: 25)
        for shape in LinearShape.random(&random) where shape.storage == .bfloat16 {
            let problem = LinearProblem(shape, &random)
            let (found, widened) = (problem.gradient(set), problem.gradient(set, isWidened: true))
            #expect(bits(found.contents) == bits(widened.contents), "\(shape)")
        }
    }

    @Test(arguments: InstructionSet.available)
    func prefetchingChangesNoBit(_ set: InstructionSet) {
        var random = SplitMix(state: 23)
        for shape in LinearShape.random(&random) {
            let problem = LinearProblem(shape, &random)
            let plain = bits(problem.gradient(set).contents)
            for distance in [1, 3, 4, 17, 100] {
                for withUpcoming in [false, true] {
                    let prefetched = problem.gradient(set, prefetchDistance: distance, withUpcoming: withUpcoming)
                    #expect(
                        bits(prefetched.contents) == plain,
                        "\(shape), \(distance) rows ahead, \(withUpcoming ? problem.upcomingPlaces.count : 0) upcoming")
                }
            }
        }
    }

    /// The place of a row decides nothing but where it is read from.
    @Test(arguments: InstructionSet.available)
    func repeatedRowsCountEachTime(_ set: InstructionSet) {
        var random = SplitMix(state: 24)
        let row = LinearProblem(LinearShape(featureCount: 5, rowCount: 1), &random)
        for count in 1...9 {
            let repeated = Array(repeating: row.rows[0], count: count)
            let problem = LinearProblem(row, places: Array(repeating: 0, count: count))
            let expected = LaneContract.gradient(repeated, weights: row.weights, bias: row.bias) {
                ($0 - $1, 0.5 * ($0 - $1) * ($0 - $1))
            }
            #expect(bits(problem.gradient(set).contents) == bits(expected), "\(count) times the same row")
        }
    }
}
