import Measures
import TestSupport
import Testing

/// Sums that travel as words are the same sums where they arrive.
@Suite("Sums as words")
struct WordCodedTests {
    @Test("of a regression", arguments: [0, 1, 100])
    func regression(_ rowCount: Int) {
        var random = SplitMix(state: UInt64(rowCount))
        func numbers() -> [Float] { (0..<rowCount).map { _ in Float.random(in: -1e6...1e6, using: &random) } }
        for deviance in [nil, Deviance.poisson, .gamma] { check(RegressionSums(deviance: deviance), numbers) }
    }

    private func check(_ none: RegressionSums, _ numbers: () -> [Float]) {
        var sums = none
        let rowCount = numbers().count
        sums.add(predictions: numbers(), targets: numbers(), losses: numbers(), count: rowCount)
        let words = sums.words
        #expect(words.count == none.words.count)
        #expect(RegressionSums(words: ([1, 2] + words).dropFirst(2)) == sums)
    }

    @Test("of a classification, with a confusion matrix and without", arguments: [1, 2, 7, 300])
    func classification(_ classCount: Int) {
        var random = SplitMix(state: UInt64(classCount))
        var sums = ClassificationSums(classCount: classCount)
        for _ in 0..<50 {
            sums.add(
                predicted: Int.random(in: 0..<classCount, using: &random),
                actual: Int.random(in: 0..<classCount, using: &random), loss: Double.random(in: 0...9, using: &random),
                probabilities: (0..<classCount).map { _ in Float.random(in: 0...1, using: &random) })
        }
        let words = sums.words
        #expect(words.count == ClassificationSums(classCount: classCount).words.count)
        #expect(ClassificationSums(words: ([3] + words).dropFirst()) == sums)
    }
}
