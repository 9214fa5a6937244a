import Kernels
import Measures
import Models
import NUMA
import Studies
import TestSupport
import Testing
import Training

@Suite("How sure the difference of two models is")
struct PairedBootstrapTests {
    private typealias Plan = PairedBootstrap.Plan

    /// Predictions of numbers, whose loss is half the square of the error.
    private func numbers(
        _ values: [Double], _ targets: [Double], weights: [Float]? = nil, rows: [Int]? = nil
    ) -> RowPredictions {
        RowPredictions(
            rows: rows ?? Array(values.indices), sourceRowCount: values.count, targets: targets, weights: weights,
            losses: zip(values, targets).map { ($0 - $1) * ($0 - $1) / 2 },
            predictions: Predictions(task: .regression, values: values, probabilities: []))
    }

    /// Predictions of two classes by the probability of the second.
    private func classes(_ probabilities: [Float], _ targets: [Double]) -> RowPredictions {
        RowPredictions(
            rows: Array(probabilities.indices), sourceRowCount: probabilities.count, targets: targets, weights: nil,
            losses: probabilities.map { _ in 1 },
            predictions: Predictions(
                task: .classification(classCount: 2), values: probabilities.map { $0 > 0.5 ? 1 : 0 },
                probabilities: probabilities.flatMap { [1 - $0, $0] }))
    }

    private func bootstrap(
        _ first: RowPredictions, _ second: RowPredictions, resamples: Int = 1000, seed: UInt64 = 1,
        workers: Int = 2, kernels: KernelTable? = nil
    ) throws -> PairedBootstrap {
        var plan = Plan()
        plan.resampleCount = resamples
        plan.seed = seed
        return PairedBootstrap(
            of: try PairedPredictions(first, second), plan, workers: Workers(count: workers),
            kernels: try kernels ?? InstructionSet.best().kernels)
    }

    private func difference(_ bootstrap: PairedBootstrap, _ measure: Measure) throws -> MeasureDifference {
        try #require(bootstrap.differences.first { $0.measure == measure })
    }

    /// Targets, and two predictions of them, the first with an error of deviation 1, the second with another one beside.
    private func noisyNumbers(_ count: Int, more: Double, seed: UInt64) -> (targets: [Double], [Double], [Double]) {
        var random = SplitMix(state: seed)
        func noise() -> Double { (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &random) } }
        let targets = (0..<count).map { _ in 1000 + 3 * noise() }
        let first = targets.map { $0 + noise() }
        return (targets, first, first.map { $0 + more * noise() })
    }

    /// For a mean over many rows the percentiles are those of a normal distribution with the standard error of the mean of the
    /// rows' differences.
    @Test("intervals of means are those of the normal distribution")
    func normal() throws {
        let (targets, first, second) = noisyNumbers(3000, more: 0.5, seed: 3)
        let found = try difference(
            bootstrap(numbers(first, targets), numbers(second, targets), resamples: 2000), .mse)
        let squares = targets.indices.map { row in
            (second[row] - targets[row]) * (second[row] - targets[row])
                - (first[row] - targets[row]) * (first[row] - targets[row])
        }
        let count = Double(squares.count)
        let mean = squares.reduce(0, +) / count
        let error = (squares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1) / count).squareRoot()
        #expect(abs(found.difference - mean) < 1e-4)
        let interval = try #require(found.interval)
        // A percentile of 2000 draws is itself uncertain by about 0.06 standard errors.
        #expect(abs(interval.lowerBound - (mean - 1.96 * error)) < 0.25 * error, "\(interval), \(mean), \(error)")
        #expect(abs(interval.upperBound - (mean + 1.96 * error)) < 0.25 * error, "\(interval), \(mean), \(error)")
        #expect(found.isSecondBetter == false)
    }

    /// Two models that are equally good in truth: about one interval in twenty misses 0. Of 300, fewer than 35 or more than
    /// 3 miss it but once in a million times (binomial).
    @Test("nineteen of twenty intervals hold the truth")
    func coverage() throws {
        var missed = 0
        for seed in 0..<300 as Range<UInt64> {
            let (targets, first, _) = noisyNumbers(80, more: 0, seed: 1000 + seed)
            let (others, second, _) = noisyNumbers(80, more: 0, seed: 5000 + seed)
            let shifted = zip(targets, zip(second, others)).map { $0 + $1.0 - $1.1 }
            let found = try difference(
                bootstrap(numbers(first, targets), numbers(shifted, targets), resamples: 200, seed: seed), .mae)
            if found.isSecondBetter != nil { missed += 1 }
        }
        #expect((3...35).contains(missed), "\(missed) of 300")
    }

    @Test("measures that are sorted for, and classes")
    func ranked() throws {
        var random = SplitMix(state: 8)
        let targets = (0..<1000).map { _ in Bool.random(using: &random) ? 1.0 : 0 }
        let good = targets.map { Float.random(in: 0...0.7, using: &random) + 0.3 * Float($0) }
        let poor = targets.map { Float.random(in: 0...0.9, using: &random) + 0.1 * Float($0) }
        let found = try bootstrap(classes(poor, targets), classes(good, targets), resamples: 300)
        for measure in [Measure.rocAUC, .averagePrecision, .accuracy, .brierScore, .f1] {
            let difference = try difference(found, measure)
            #expect(difference.isSecondBetter == true, "\(difference)")
            #expect(difference.interval?.contains(difference.difference) == true)
        }
        // By pairs: how often a row of the second class has the higher probability.
        let pairs = targets.indices.filter { targets[$0] == 1 }.flatMap { positive in
            targets.indices.filter { targets[$0] == 0 }.map { good[positive] > good[$0] }
        }
        let area = Double(pairs.count { $0 }) / Double(pairs.count)
        #expect(try abs(difference(found, .rocAUC).second - area) < 1e-9)
        // Without rows of one class a resample of few rows says nothing of ranks.
        let few = try bootstrap(classes([0.2, 0.9], [0, 1]), classes([0.4, 0.6], [0, 1]), resamples: 50)
        #expect(few.rowCount == 2 && few.differences.contains { $0.measure == .accuracy && $0.interval == 0...0 })
    }

    @Test("the same bits whatever the workers and the instruction set; other rows by another seed")
    func bits() throws {
        let (targets, first, second) = noisyNumbers(200, more: 0.3, seed: 5)
        let (a, b) = (numbers(first, targets), numbers(second, targets))
        let expected = try bootstrap(a, b, resamples: 100).differences
        for workers in [1, 3, 7] {
            #expect(try bootstrap(a, b, resamples: 100, workers: workers).differences == expected)
        }
        for set in InstructionSet.available {
            #expect(try bootstrap(a, b, resamples: 100, kernels: set.kernels).differences == expected)
        }
        #expect(try bootstrap(a, b, resamples: 100, seed: 2).differences != expected)
        // A model differs from itself by nothing, and by the negative the other way round.
        #expect(
            try bootstrap(a, a, resamples: 50).differences.allSatisfy { $0.interval == 0...0 && $0.difference == 0 })
        let turned = try difference(bootstrap(b, a, resamples: 100), .mae)
        let straight = try difference(bootstrap(a, b, resamples: 100), .mae)
        #expect(
            turned.difference == -straight.difference && turned.isSecondBetter == straight.isSecondBetter.map { !$0 })
    }

    @Test("rows are paired in any order; a weight counts as so many rows")
    func pairs() throws {
        let (targets, first, second) = noisyNumbers(60, more: 0.3, seed: 6)
        var random = SplitMix(state: 1)
        let order = targets.indices.shuffled(using: &random)
        let moved = numbers(order.map { second[$0] }, order.map { targets[$0] }, rows: order)
        let expected = try bootstrap(numbers(first, targets), numbers(second, targets), resamples: 20).differences
        #expect(try bootstrap(numbers(first, targets), moved, resamples: 20).differences == expected)
        let weights = targets.indices.map { Float($0 % 3) }
        let weighted = try bootstrap(
            numbers(first, targets, weights: weights), numbers(second, targets, weights: weights), resamples: 20)
        let repeated = targets.indices.flatMap { Array(repeating: $0, count: $0 % 3) }
        func often(_ values: [Double]) -> RowPredictions {
            numbers(repeated.map { values[$0] }, repeated.map { targets[$0] })
        }
        let same = try bootstrap(often(first), often(second), resamples: 20)
        for measure in [Measure.mse, .mae, .r2, .medianAbsoluteError] {
            let (a, b) = (try difference(weighted, measure), try difference(same, measure))
            #expect(abs(a.first - b.first) < 1e-6 && abs(a.second - b.second) < 1e-6, "\(measure)")
        }
    }

    @Test("what cannot be compared is told")
    func mismatches() throws {
        let a = numbers([1, 2, 3], [1, 2, 4])
        for (other, part) in [
            (numbers([1, 2], [1, 2]), "different rows"), (numbers([1, 2, 3], [1, 2, 5]), "different targets"),
            (numbers([1, 2, 3], [1, 2, 4], weights: [1, 1, 2]), "different weights"),
            (numbers([1, 2, 3], [1, 2, 4], rows: [0, 1, 1]), "different rows"),
            (classes([0.1, 0.2, 0.3], [0, 1, 1]), "classes"),
        ] {
            let error = #expect(throws: PairedPredictions.Mismatch.self) { try PairedPredictions(a, other) }
            #expect(error?.description.contains(part) == true, "\(String(describing: error))")
        }
        let none = numbers([1, 2, 3], [1, 2, 4], weights: [0, 0, 0])
        #expect(throws: PairedPredictions.Mismatch.self) { try PairedPredictions(none, none) }
    }
}
