import Kernels
import TestSupport
import Testing

@Suite struct SoftmaxTests {
    private static let classCounts = [1, 2, 10, 15, 16, 17, 31, 32, 33, 40, 100, 1000]

    @Test(arguments: InstructionSet.available, classCounts)
    func equalsTheDefinitionInDoublePrecision(_ set: InstructionSet, _ classCount: Int) {
        var random = SplitMix(state: 81)
        for _ in 0..<40 {
            let problem = SoftmaxProblem(classCount: classCount, &random)
            let found = problem.run(set, .probabilities)
            #expect(found.isIntact, "\(problem): written outside")
            for (row, logits) in problem.rows.enumerated() {
                let expected = SoftmaxReference(logits)
                let wrong = logits.indices.first {
                    let error = abs(Double(found.rows[row][$0]) - expected.probabilities[$0])
                    return !(error <= expected.probabilityBounds[$0])
                }
                #expect(wrong == nil, "\(problem), row \(row), class \(wrong ?? 0)")
                let label = problem.labels[row]
                #expect(
                    abs(Double(found.losses[row]) - expected.losses[label]) <= expected.lossBounds[label],
                    "\(problem), row \(row): loss \(found.losses[row]) for \(expected.losses[label])")
                let sum = found.rows[row].reduce(0) { $0 + Double($1) }
                #expect(abs(sum - 1) <= expected.probabilityBounds.reduce(0, +), "\(problem), row \(row): sum \(sum)")
            }
        }
    }

    @Test(arguments: InstructionSet.available, classCounts)
    func theGradientIsTheProbabilitiesLessOneAtTheLabel(_ set: InstructionSet, _ classCount: Int) {
        var random = SplitMix(state: 82)
        for _ in 0..<40 {
            let problem = SoftmaxProblem(classCount: classCount, &random)
            let (probabilities, gradient) = (problem.run(set, .probabilities), problem.run(set, .gradient))
            for (row, label) in problem.labels.enumerated() {
                var expected = probabilities.rows[row]
                expected[label] -= 1
                #expect(bits(gradient.rows[row]) == bits(expected), "\(problem), row \(row)")
            }
            #expect(bits(gradient.losses) == bits(probabilities.losses), "\(problem)")
            #expect(gradient.isIntact, "\(problem): written outside")
        }
    }

    @Test(arguments: InstructionSet.available, classCounts)
    func labelsAreNotNeeded(_ set: InstructionSet, _ classCount: Int) {
        var random = SplitMix(state: 83)
        let problem = SoftmaxProblem(classCount: classCount, &random)
        let found = problem.run(set, .probabilities, hasLabels: false)
        #expect(found.rows.map { bits($0) } == problem.run(set, .probabilities).rows.map { bits($0) })
        #expect(found.losses.allSatisfy { $0 == 1e30 })
    }

    @Test(arguments: InstructionSet.available)
    func hugeLogitsDoNotOverflow(_ set: InstructionSet) {
        for classCount in [2, 16, 17, 40] {
            var logits = [Float](repeating: -1000, count: classCount)
            logits[classCount - 1] = 1000
            let problem = SoftmaxProblem(rows: [logits, logits], labels: [classCount - 1, 0])
            let found = problem.run(set, .probabilities)
            let one = logits.map { $0 == 1000 ? 1 : 0 as Float }
            #expect(found.rows == [one, one])
            #expect(found.losses == [0, 2000])
        }
    }

    /// (z + c) − (max + c) is exact where z and c are multiples of 1/64 below 2^17.
    @Test(arguments: InstructionSet.available, classCounts)
    func aCommonShiftChangesNoBit(_ set: InstructionSet, _ classCount: Int) {
        var random = SplitMix(state: 84)
        for shift in [-100_000, -88, 0.25, 1000, 65_536] as [Float] {
            let logits = (0..<classCount).map { _ in Float(Int.random(in: -2000...2000, using: &random)) / 64 }
            let problem = SoftmaxProblem(rows: [logits, logits.map { $0 + shift }], labels: [0, 0])
            let found = problem.run(set, .gradient)
            #expect(bits(found.rows[0]) == bits(found.rows[1]), "\(classCount) classes, shift \(shift)")
            #expect(found.losses[0] == found.losses[1], "\(classCount) classes, shift \(shift)")
        }
    }

    @Test(arguments: InstructionSet.available)
    func oneClassIsCertain(_ set: InstructionSet) {
        let problem = SoftmaxProblem(rows: [[-1000], [0], [3], [1000]], labels: [0, 0, 0, 0])
        #expect(problem.run(set, .probabilities).rows == [[1], [1], [1], [1]])
        #expect(problem.run(set, .gradient).rows == [[0], [0], [0], [0]])
        #expect(problem.run(set, .gradient).losses == [0, 0, 0, 0])
    }

    @Test(arguments: InstructionSet.available)
    func noRowsGiveNothing(_ set: InstructionSet) {
        let buffer = SentinelBuffer<Float>(count: 0, sentinel: 1e30)
        set.kernels.softmax(
            SoftmaxJob(
                logits: buffer.base, stride: 16, rowCount: 0, classCount: 10, labels: nil, losses: nil,
                result: .probabilities))
        #expect(buffer.isIntact)
    }

    /// A run that diverges must be seen by its loss, whichever logit goes first.
    @Test(arguments: InstructionSet.available)
    func aLogitThatIsNoNumberHasNoLoss(_ set: InstructionSet) {
        for classCount in [2, 16, 17, 40] {
            for place in 0..<classCount {
                var logits = [Float](repeating: 1, count: classCount)
                logits[place] = .nan
                let found = SoftmaxProblem(rows: [logits], labels: [classCount / 2]).run(set, .gradient)
                #expect(found.losses[0].isNaN, "\(classCount) classes, logit \(place): loss \(found.losses[0])")
                #expect(found.rows[0].allSatisfy { $0.isNaN }, "\(classCount) classes, logit \(place)")
            }
        }
    }
}
