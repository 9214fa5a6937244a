import Datasets
import Foundation
import Kernels
import TestSupport
import Testing

@Suite("Features on a common scale")
struct FeatureScalingTests {
    /// Rows of given numbers; the target is the row's index.
    private func table(_ columns: [[Float]]) -> TableSource {
        let count = columns[0].count
        return TableSource(
            featureNames: columns.indices.map { "c\($0)" }, targetName: "y",
            features: (0..<count).flatMap { row in columns.map { $0[row] } }, targets: (0..<count).map { Float($0) })
    }

    @Test("have the mean and the deviation that closed forms say", arguments: [1, 2, 63, 64, 65, 1000, 70_001])
    func closedForm(count: Int) throws {
        // Of 0…n−1 the mean is (n − 1) / 2 and the variance (n² − 1) / 12, also far from 0; a constant has none.
        let source = table([
            (0..<count).map { Float($0) }, (0..<count).map { Float(1 << 24 - $0) },
            Array(repeating: 0.1, count: count),
        ])
        let split = try split(count, 0)
        let n = Double(count)
        let deviation = count > 1 ? ((n * n - 1) / 12).squareRoot() : 1
        let standard = try FeatureScaling(.standard, of: source, part: .training, of: split, workers: fourWorkers)
        for (found, expected) in zip(standard.offsets, [(n - 1) / 2, 0x1p24 - (n - 1) / 2, Double(Float(0.1))]) {
            #expect(abs(found - expected) <= 1e-14 * max(abs(expected), n))
        }
        for (found, expected) in zip(standard.scales, [deviation, deviation, 1]) {
            #expect(abs(found / expected - 1) < 1e-11)
        }
        let minmax = try FeatureScaling(.minmax, of: source, part: .training, of: split, workers: fourWorkers)
        #expect(minmax.offsets == [0, 0x1p24 - (n - 1), Double(Float(0.1))])
        #expect(minmax.scales == [count > 1 ? n - 1 : 1, count > 1 ? n - 1 : 1, 1])
    }

    @Test("are measured on the training rows alone")
    func trainingRows() throws {
        let split = try split(500, 0.4)
        var random = SplitMix(state: 4)
        let numbers = (0..<500).map { _ in Float.random(in: -3...9, using: &random) }
        let training = split.rows(of: .training, in: 0..<split.count(of: .training)).map { Double(numbers[$0]) }
        let mean = training.reduce(0, +) / 300
        let variance = training.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 300
        let standard = try FeatureScaling(
            .standard, of: table([numbers]), part: .training, of: split, workers: fourWorkers)
        #expect(abs(standard.offsets[0] - mean) < 1e-12 && abs(standard.scales[0] - variance.squareRoot()) < 1e-12)
        let minmax = try FeatureScaling(.minmax, of: table([numbers]), part: .training, of: split, workers: fourWorkers)
        #expect(minmax.offsets[0] == training.min() && minmax.scales[0] == training.max()! - training.min()!)
    }

    @Test("are what a dataset holds")
    func keptScaled() throws {
        let source = table([[1, 2, 4], [7, 7, 7]])
        let scaling = try #require(FeatureScaling(offsets: [1, 7], scales: [3, 1]))
        let scaled = ScaledSource(source, by: scaling)
        let rows = try dataset(scaled, of: split(3, 0), partitionCount: 2)
        #expect(rows.rows.map(\.features) == [[0, 0], [1 / 3, 0], [1, 0]] && rows.rows.map(\.target) == [0, 1, 2])
        #expect(rows.scaling == scaling && rows.featureNames == source.featureNames)
        let plain = try dataset(ScaledSource(source, by: nil), of: split(3, 0))
        #expect(plain.scaling == nil && plain.rows == (0..<3).map(source.row))
    }

    @Test("have the mean of the others where a number is missing")
    func missing() throws {
        var random = SplitMix(state: 9)
        let numbers = (0..<1000).map { _ in
            Bool.random(using: &random) ? Float.nan : Float.random(in: -3...9, using: &random)
        }
        let parts = try split(1000, 0.3)
        let source = table([numbers, [Float](repeating: 5, count: 1000)])
        let training = parts.rows(of: .training, in: 0..<700).map { Double(numbers[$0]) }.filter { !$0.isNaN }
        let mean = training.reduce(0, +) / Double(training.count)
        let variance = training.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(training.count)
        let filled = try FeatureScaling(
            .none, fillsMissing: true, of: source, part: .training, of: parts, workers: fourWorkers)
        #expect(filled.offsets == [0, 0] && filled.scales == [1, 1])
        #expect(try abs(#require(filled.fills)[0] - mean) < 1e-12 && filled.fills?[1] == 5)
        let standard = try FeatureScaling(
            .standard, fillsMissing: true, of: source, part: .training, of: parts, workers: fourWorkers)
        #expect(abs(standard.offsets[0] - mean) < 1e-12 && abs(standard.scales[0] - variance.squareRoot()) < 1e-12)
        let rows = try dataset(ScaledSource(source, by: filled), of: parts).rows
        #expect(
            rows.allSatisfy {
                $0.features[0] == (numbers[Int($0.target)].isNaN ? Float(mean) : numbers[Int($0.target)])
            })
        let none = table([[1, 2], [.nan, .nan]])
        #expect(throws: FeatureScaling.NoNumbers.self) {
            try FeatureScaling(.minmax, of: none, part: .training, of: split(2, 0), workers: fourWorkers)
        }
    }

    @Test("need finite offsets and scales above 0")
    func mistakes() {
        for (offset, scale) in [(Double.nan, 1.0), (.infinity, 1), (0, 0), (0, -1), (0, .nan), (0, .infinity)] {
            #expect(FeatureScaling(offsets: [offset], scales: [scale]) == nil)
        }
        #expect(FeatureScaling(offsets: [1, 2], scales: [1]) == nil)
        #expect(FeatureScaling(offsets: [1], scales: [1], fills: [.nan]) == nil)
        #expect(FeatureScaling(offsets: [1], scales: [1], fills: [1, 2]) == nil)
    }
}
