import Datasets
import Kernels
import TestSupport
import Testing

/// Datasets that keep their features in bfloat16.
@Suite struct FeatureStorageTests {
    /// Numbers of every kind that has a neighbour on both sides: all exponents, ties, subnormals, both zeros.
    private func numbers(_ count: Int) -> [Float] {
        var random = SplitMix(state: 5)
        let lowHalves: [UInt32] = [0, 1, 0x7FFF, 0x8000, 0x8001, 0xFFFF]
        return (0..<count).map { index in
            let high = UInt32.random(in: 0..<0x7F7F, using: &random) | UInt32.random(in: 0...1, using: &random) << 15
            let low = index % 2 == 0 ? lowHalves[index / 2 % 6] : UInt32.random(in: 0...0xFFFF, using: &random)
            return Float(bitPattern: high << 16 | low)
        }
    }

    @Test(arguments: [1, 3, 16, 33], [1, 3, 64])
    func featuresAreRoundedToTheNearest(_ featureCount: Int, _ partitionCount: Int) throws {
        let rowCount = 3000
        let numbers = numbers(rowCount * featureCount)
        let targets = (0..<rowCount).map { Float($0) + 0x1p-13 }
        let table = TableSource(
            featureNames: (0..<featureCount).map { "f\($0)" }, targetName: "t", features: numbers, targets: targets)
        let expected = (0..<rowCount).map { row in
            let features = numbers[row * featureCount..<(row + 1) * featureCount]
            return Row(features: features.map(FeatureStorage.bfloat16.reference), target: targets[row])
        }
        for set in InstructionSet.available {
            let rounded = try dataset(
                table, of: split(rowCount, 0), .bfloat16, partitionCount: partitionCount, set)
            #expect(rounded.rows == expected, "\(set)")
            #expect(rounded.storage == .bfloat16 && rounded.byteCount == rowCount * (2 * featureCount + 4))
        }
        let exact = try dataset(table, of: split(rowCount, 0), partitionCount: partitionCount)
        #expect(exact.rows.flatMap(\.features) == numbers)
        #expect(exact.storage == .float32 && exact.byteCount == rowCount * (4 * featureCount + 4))
    }

    /// What a synthetic source rounds, the dataset rounds no further: the targets are those of the rows that are kept.
    @Test(arguments: FeatureStorage.allCases, [1, 5, 64])
    func syntheticRowsAreKeptAsTheyAre(_ storage: FeatureStorage, _ partitionCount: Int) throws {
        let kernels = try InstructionSet.best().kernels
        let rowCount = 2100
        func expectKept(_ source: some RowSource) throws {
            let kept = try Dataset(
                everyRowOf: source, storage: storage, partitionCount: partitionCount, workers: fourWorkers,
                kernels: kernels)
            #expect(kept.rows == (0..<rowCount).map(source.row), "\(source.targetName)")
            #expect(kept.classes == source.classes)
        }
        try expectKept(
            SyntheticRegression(
                seed: 3, rowCount: rowCount, featureCount: 19, weights: nil, bias: nil, noise: 0.1, storage: storage,
                kernels: kernels))
        try expectKept(
            SyntheticClassification(
                seed: 3, rowCount: rowCount, featureCount: 19, classCount: 5, noise: 0.5, storage: storage,
                kernels: kernels))
        try expectKept(
            SyntheticClusters(
                seed: 3, rowCount: rowCount, featureCount: 19, classCount: 5, noise: 0.5, storage: storage,
                kernels: kernels))
    }
}
