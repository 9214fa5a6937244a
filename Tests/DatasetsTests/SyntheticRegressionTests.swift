import Datasets
import Foundation
import Kernels
import TestSupport
import Testing

@Suite struct SyntheticRegressionTests {
    private func source(
        seed: UInt64 = 7, featureCount: Int, weights: [Float]? = nil, bias: Float? = nil, noise: Float = 0.5,
        storage: FeatureStorage = .float32, _ set: InstructionSet? = nil
    ) throws -> SyntheticRegression {
        SyntheticRegression(
            seed: seed, rowCount: 1000, featureCount: featureCount, weights: weights, bias: bias, noise: noise,
            storage: storage, kernels: try (set ?? InstructionSet.best()).kernels)
    }

    private static let featureCounts = [1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 33, 64, 100, 257]

    @Test(arguments: featureCounts, FeatureStorage.allCases)
    func rowsHangOnSeedAndIndexAlone(_ featureCount: Int, _ storage: FeatureStorage) throws {
        var random = SplitMix(state: UInt64(featureCount))
        let source = try source(featureCount: featureCount, storage: storage)
        let inOrder = (0..<100).map(source.row)
        for index in (0..<100).shuffled(using: &random) { #expect(source.row(index) == inOrder[index], "row \(index)") }
        for set in InstructionSet.available {
            let other = try self.source(featureCount: featureCount, storage: storage, set)
            #expect((0..<100).map(other.row) == inOrder, "\(set)")
            #expect(other.weights == source.weights && other.bias == source.bias, "\(set)")
        }
    }

    /// y = x·w + b + noise · ε in double precision, with the bound of `LinearPredictionsTests` and 3 u for the noise.
    /// The x are those that the storage can hold.
    @Test(arguments: featureCounts, FeatureStorage.allCases)
    func targetsAreThoseOfTheModel(_ featureCount: Int, _ storage: FeatureStorage) throws {
        let source = try source(featureCount: featureCount, noise: 0.7, storage: storage)
        let truth = try normals(seed: 7, .truth, row: 0, count: featureCount + 1)
        #expect(source.weights == Array(truth.dropLast()))
        #expect(source.bias == truth.last)
        for index in 0..<50 {
            let row = source.row(index)
            let drawn = try normals(seed: 7, .rows, row: index, count: featureCount + 1)
            #expect(row.features == drawn.dropLast().map(storage.reference), "row \(index)")
            var terms = zip(row.features, source.weights).map { Double($0) * Double($1) }
            terms += [Double(source.bias), Double(Float(0.7)) * Double(drawn[featureCount])]
            let bound = Double(featureCount / 16 + 9) * 0x1.02p-24 * terms.map(abs).reduce(0, +)
            #expect(abs(Double(row.target) - terms.reduce(0, +)) <= bound, "row \(index)")
        }
    }

    @Test func givenTruthIsUsed() throws {
        let source = try source(featureCount: 3, weights: [1, -2, 0.5], bias: 4, noise: 0)
        #expect(source.weights == [1, -2, 0.5] && source.bias == 4 && source.noise == 0)
        for index in 0..<100 {
            let row = source.row(index)
            let x = row.features.map { Double($0) }
            let expected = x[0] - 2 * x[1] + 0.5 * x[2] + 4
            #expect(abs(Double(row.target) - expected) < 1e-5, "row \(index)")
        }
        // What is given changes the truth, not the rows, and one may be given without the other.
        let drawn = try self.source(featureCount: 3, noise: 0)
        #expect((0..<100).allSatisfy { source.row($0).features == drawn.row($0).features })
        #expect(try self.source(featureCount: 3, weights: [1, -2, 0.5]).bias == drawn.bias)
        #expect(try self.source(featureCount: 3, bias: 4).weights == drawn.weights)
    }

    /// A row begins with the same features whatever their number, so that a set can be widened.
    @Test func seedsDifferAndWidthsShare() throws {
        let seven = try source(featureCount: 5)
        for seed: UInt64 in [0, 8, 1 << 32, 1 << 63] {
            let other = try source(seed: seed, featureCount: 5)
            #expect(other.weights != seven.weights, "seed \(seed)")
            #expect((0..<100).allSatisfy { other.row($0).features != seven.row($0).features }, "seed \(seed)")
        }
        #expect(Array(try source(featureCount: 20).row(3).features.prefix(5)) == seven.row(3).features)
    }

    @Test(arguments: [0, 1, 17])
    func readsRowsInOrder(_ count: Int) throws {
        let source = try source(featureCount: 3)
        let rows = source.read(5..<5 + count)
        #expect(rows.features == (5..<5 + count).flatMap { source.row($0).features })
        #expect(rows.targets == (5..<5 + count).map { source.row($0).target })
    }

    @Test func namesAndCounts() throws {
        let source = try source(featureCount: 3)
        #expect((0..<3).map { source.featureNames[$0] } == ["x1", "x2", "x3"])
        #expect(source.featureNames.count == 3 && source.targetName == "y" && source.rowCount == 1000)
        #expect(source.classes == nil && source.storage == .float32)
    }
}
