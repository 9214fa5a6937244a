import Kernels
import TestSupport
import Testing

@Suite struct UpdatesTests {
    private static let counts = [0, 16, 32, 48, 64, 80, 1008, 4096]

    @Test(arguments: InstructionSet.available, [false, true])
    func givesTheBitsOfTheDefinition(_ set: InstructionSet, _ anyMagnitude: Bool) {
        var random = SplitMix(state: 45)
        for coefficients in UpdateCoefficients.random(&random) {
            let count = 16 * Int.random(in: 0...9, using: &random)
            let problem = UpdateProblem(count: count, anyMagnitude: anyMagnitude, &random)
            let found = problem.updated(set, coefficients)
            // What overflows may end as any NaN.
            let same = zip(found.numbers, problem.expected(coefficients)).allSatisfy {
                $0 == $1 || $0.isNaN && $1.isNaN
            }
            #expect(same, "\(count) numbers, \(coefficients)")
            #expect(found.isIntact, "\(count) numbers, \(coefficients): written outside")
        }
    }

    /// Against p − η g / m in double precision: the division errs by u of its quotient, the rest is rounded once.
    @Test(arguments: InstructionSet.available, counts)
    func descendsAlongTheAverage(_ set: InstructionSet, _ count: Int) {
        var random = SplitMix(state: 42)
        for (rate, rowCount) in [(0.1, 1), (0.01, 3), (1, 256), (1e-6, 1_000_003), (0, 7)] as [(Float, Float)] {
            let problem = UpdateProblem(count: count, &random)
            let found = problem.updated(set, UpdateCoefficients(.sgd, learningRate: rate, rowCount: rowCount)).numbers
            let wrong = problem.parameters.indices.first { k in
                let step = Double(rate) * Double(problem.gradientSum[k]) / Double(rowCount)
                let expected = Double(problem.parameters[k]) - step
                return !(abs(Double(found[k]) - expected) <= 0x1.02p-24 * (abs(expected) + 2 * abs(step)))
            }
            #expect(wrong == nil, "\(count) numbers, rate \(rate), \(rowCount) rows")
        }
    }

    /// The bits of plain descent are promised to every run that was ever made.
    @Test(arguments: InstructionSet.available, counts)
    func plainDescentIsOneDivisionAndOneFusedProduct(_ set: InstructionSet, _ count: Int) {
        var random = SplitMix(state: 43)
        for (rate, rowCount) in [(0.1, 1), (0.01, 3), (0.3, 17), (1e-6, 1_000_003), (1e-30, 64)] as [(Float, Float)] {
            for anyMagnitude in [false, true] {
                let problem = UpdateProblem(count: count, anyMagnitude: anyMagnitude, &random)
                let found = problem.updated(set, UpdateCoefficients(.sgd, learningRate: rate, rowCount: rowCount))
                let expected = zip(problem.parameters, problem.gradientSum).map { p, g in
                    p.addingProduct(g / rowCount, -rate)
                }
                #expect(
                    bits(found.numbers.prefix(count)) == bits(expected),
                    "\(count) numbers, rate \(rate), \(rowCount) rows")
            }
        }
    }

    /// Padding stays what it is.
    @Test(arguments: InstructionSet.available)
    func zerosStayZero(_ set: InstructionSet) {
        var random = SplitMix(state: 46)
        for coefficients in UpdateCoefficients.random(&random) {
            let zeros = SentinelBuffer<Float>(count: 4 * 32, sentinel: 0)
            set.kernels.update(
                UpdateJob(
                    parameters: zeros.base, gradientSum: zeros.base + 32, firstState: zeros.base + 64,
                    secondState: zeros.base + 96, count: 32, coefficients: coefficients))
            #expect(zeros.contents.allSatisfy { $0 == 0 }, "\(coefficients)")
        }
    }

    @Test(arguments: InstructionSet.available, counts + [1024, 1040, 3072])
    func squaredNormGivesTheBitsOfTheContract(_ set: InstructionSet, _ count: Int) {
        var random = SplitMix(state: 47)
        for l2 in [0, 0.3] as [Float] {
            let problem = UpdateProblem(count: count, &random)
            var expected = 0.0
            for chunk in stride(from: 0, to: count, by: 1024) {
                var lanes = [Float](repeating: 0, count: LaneContract.laneCount)
                for k in chunk..<min(chunk + 1024, count) {
                    let gradient = LaneContract.fused(problem.parameters[k], l2, plus: problem.gradientSum[k] / 7)
                    lanes[k % 16] = LaneContract.fused(gradient, gradient, plus: lanes[k % 16])
                }
                expected += Double(LaneContract.horizontalSum(lanes))
            }
            let found = set.kernels.squaredNorm(problem.parameters, problem.gradientSum, count, 7, l2)
            #expect(found == expected, "\(count) numbers, l2 \(l2)")
        }
    }

    /// Each lane adds at most 64 squares, each off by 5u, then four foldings: within 80u, u = 2⁻²⁴.
    @Test(arguments: InstructionSet.available, counts)
    func squaredNormEqualsTheSumInDoublePrecision(_ set: InstructionSet, _ count: Int) {
        var random = SplitMix(state: 48)
        for (l2, rowCount) in [(0, 1), (0, 100), (0.5, 3)] as [(Float, Float)] {
            let problem = UpdateProblem(count: count, &random)
            var (expected, scale) = (0.0, 0.0)
            for (p, g) in zip(problem.parameters, problem.gradientSum) {
                let (average, penalty) = (Double(g) / Double(rowCount), Double(l2) * Double(p))
                expected += (average + penalty) * (average + penalty)
                scale += (abs(average) + abs(penalty)) * (abs(average) + abs(penalty))
            }
            let found = set.kernels.squaredNorm(problem.parameters, problem.gradientSum, count, rowCount, l2)
            #expect(abs(found - expected) <= 80 * 0x1p-24 * scale, "\(count) numbers, l2 \(l2), \(rowCount) rows")
        }
    }
}
