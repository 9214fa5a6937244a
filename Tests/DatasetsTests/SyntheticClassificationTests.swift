import Datasets
import Foundation
import Kernels
import TestSupport
import Testing

@Suite struct SyntheticClassificationTests {
    private struct Shape: Hashable {
        var features: Int
        var classes: Int
    }

    private func source(
        seed: UInt64 = 7, _ shape: Shape, noise: Float, rowCount: Int = 1000, storage: FeatureStorage = .float32,
        _ set: InstructionSet? = nil
    ) throws -> SyntheticClassification {
        SyntheticClassification(
            seed: seed, rowCount: rowCount, featureCount: shape.features, classCount: shape.classes, noise: noise,
            storage: storage, kernels: try (set ?? InstructionSet.best()).kernels)
    }

    private static let shapes = [
        Shape(features: 1, classes: 2), Shape(features: 3, classes: 17), Shape(features: 15, classes: 16),
        Shape(features: 16, classes: 3), Shape(features: 33, classes: 5), Shape(features: 257, classes: 10),
        Shape(features: 5, classes: 200),
    ]

    /// W_c·x / √features in double precision.
    private func scores(_ features: [Float], _ source: SyntheticClassification, _ classCount: Int) -> [Double] {
        (0..<classCount).map { c in
            let row = source.weights[c * features.count..<(c + 1) * features.count]
            let product = zip(row, features).reduce(0) { $0 + Double($1.0) * Double($1.1) }
            return product / Double(features.count).squareRoot()
        }
    }

    @Test(arguments: shapes, FeatureStorage.allCases)
    private func rowsHangOnSeedAndIndexAlone(_ shape: Shape, _ storage: FeatureStorage) throws {
        var random = SplitMix(state: UInt64(shape.features))
        for noise: Float in [0, 0.5] {
            let source = try source(shape, noise: noise, storage: storage)
            let inOrder = (0..<100).map(source.row)
            for index in (0..<100).shuffled(using: &random) { #expect(source.row(index) == inOrder[index]) }
            for set in InstructionSet.available {
                let other = try self.source(shape, noise: noise, storage: storage, set)
                #expect((0..<100).map(other.row) == inOrder && other.weights == source.weights, "\(set)")
            }
            let other = try self.source(seed: 8, shape, noise: noise, storage: storage)
            #expect(other.weights != source.weights && (0..<100).map(other.row) != inOrder)
        }
    }

    /// Features and weights are as documented; labels are the argmax of z_c − T ln E_c in double precision, except where
    /// the two highest are too near for single precision.
    @Test(arguments: shapes, FeatureStorage.allCases)
    private func labelsAreThoseOfTheTeacher(_ shape: Shape, _ storage: FeatureStorage) throws {
        for noise: Float in [0, 0.25, 2] {
            let source = try source(shape, noise: noise, storage: storage)
            for c in 0..<shape.classes {
                let truth = try normals(seed: 7, .truth, row: c, count: shape.features)
                #expect(Array(source.weights[c * shape.features..<(c + 1) * shape.features]) == truth)
            }
            var nearTies = 0
            for index in 0..<200 {
                let row = source.row(index)
                let drawn = try normals(seed: 7, .rows, row: index, count: shape.features + 2 * shape.classes)
                #expect(row.features == drawn.prefix(shape.features).map(storage.reference), "row \(index)")
                let noisy = scores(row.features, source, shape.classes).enumerated().map { c, score in
                    let (a, b) = (Double(drawn[shape.features + 2 * c]), Double(drawn[shape.features + 2 * c + 1]))
                    return noise == 0 ? score : score - Double(noise) * log((a * a + b * b) / 2)
                }
                let order = noisy.indices.sorted { noisy[$0] > noisy[$1] }
                if noisy[order[0]] - noisy[order[1]] < 1e-4 {
                    nearTies += 1
                } else {
                    #expect(Int(row.target) == order[0], "row \(index), noise \(noise)")
                }
            }
            #expect(nearTies < 10)
        }
    }

    /// The same features have other labels where the temperature differs, and the same teacher.
    @Test func theTemperatureChangesLabelsAlone() throws {
        let shape = Shape(features: 9, classes: 4)
        let (cold, warm) = (try source(shape, noise: 0), try source(shape, noise: 1))
        #expect(cold.weights == warm.weights)
        #expect((0..<100).allSatisfy { cold.row($0).features == warm.row($0).features })
        #expect((0..<100).contains { cold.row($0).target != warm.row($0).target })
    }

    @Test func namesAndCounts() throws {
        let source = try source(Shape(features: 2, classes: 3), noise: 0.5, storage: .bfloat16)
        #expect(source.featureNames.all == ["x1", "x2"] && source.targetName == "label" && source.rowCount == 1000)
        #expect(source.classes?.names == ["0", "1", "2"] && source.weights.count == 6)
        #expect(source.noise == 0.5 && source.storage == .bfloat16)
    }

    // MARK: Statistics

    /// How labels lie in the teacher's softmax, worked out in double precision at a temperature.
    private struct Fit {
        var counts: [Int]
        var expected: [Double]
        var cells = [Int](repeating: 0, count: 50)
    }

    /// A row's cell is that of F(label − 1) + u p(label), where classes are in the order of falling probability, F adds
    /// those up and u is uniform: all cells are equally likely where the probabilities are right.
    private func fit(_ shape: Shape, noise: Float, temperature: Double) throws -> Fit {
        let rowCount = 40_000
        let source = try source(seed: 21, shape, noise: noise, rowCount: rowCount)
        var random = SplitMix(state: 4)
        var fit = Fit(
            counts: Array(repeating: 0, count: shape.classes), expected: Array(repeating: 0, count: shape.classes))
        for index in 0..<rowCount {
            let row = source.row(index)
            let weights = scores(row.features, source, shape.classes).map { exp($0 / temperature) }
            let probabilities = weights.map { $0 / weights.reduce(0, +) }
            let label = Int(row.target)
            fit.counts[label] += 1
            for c in probabilities.indices { fit.expected[c] += probabilities[c] / Double(rowCount) }
            let before = probabilities.filter { $0 > probabilities[label] }.reduce(0, +)
            let place = before + Double.random(in: 0..<1, using: &random) * probabilities[label]
            fit.cells[min(Int(place * Double(fit.cells.count)), fit.cells.count - 1)] += 1
        }
        return fit
    }

    @Test(arguments: [Float(0.3), 1], [Shape(features: 4, classes: 5), Shape(features: 7, classes: 2)])
    private func labelsFollowTheSoftmax(_ noise: Float, _ shape: Shape) throws {
        let fit = try fit(shape, noise: noise, temperature: Double(noise))
        #expect(Statistics.fitTail(fit.counts, fit.expected) > Statistics.significance)
        #expect(Statistics.uniformityTail(fit.cells) > Statistics.significance)
    }

    /// The test above can tell: at a temperature that is a fifth off it fails.
    @Test func anotherTemperatureDoesNotFit() throws {
        let fit = try fit(Shape(features: 4, classes: 5), noise: 1, temperature: 1.2)
        #expect(Statistics.uniformityTail(fit.cells) < Statistics.significance)
    }
}
