import Datasets
import Kernels
import Measures
import TestSupport
import Testing

@Suite struct SyntheticClustersTests {
    private func source(
        seed: UInt64 = 11, featureCount: Int, classCount: Int, noise: Float = 0.5, rowCount: Int = 1000,
        storage: FeatureStorage = .float32, _ set: InstructionSet? = nil
    ) throws -> SyntheticClusters {
        SyntheticClusters(
            seed: seed, rowCount: rowCount, featureCount: featureCount, classCount: classCount, noise: noise,
            storage: storage, kernels: try (set ?? InstructionSet.best()).kernels)
    }

    @Test(arguments: [1, 3, 16, 33, 300], FeatureStorage.allCases)
    func rowsHangOnSeedAndIndexAlone(_ featureCount: Int, _ storage: FeatureStorage) throws {
        var random = SplitMix(state: UInt64(featureCount))
        let source = try source(featureCount: featureCount, classCount: 7, storage: storage)
        let inOrder = (0..<100).map(source.row)
        for index in (0..<100).shuffled(using: &random) { #expect(source.row(index) == inOrder[index]) }
        for set in InstructionSet.available {
            let other = try self.source(featureCount: featureCount, classCount: 7, storage: storage, set)
            #expect((0..<100).map(other.row) == inOrder && other.centres == source.centres, "\(set)")
        }
        let other = try self.source(seed: 12, featureCount: featureCount, classCount: 7, storage: storage)
        #expect(other.centres != source.centres && (0..<100).map(other.row) != inOrder)
    }

    @Test(arguments: [1, 3, 16, 33, 300], FeatureStorage.allCases)
    func rowsLieAroundTheirCentre(_ featureCount: Int, _ storage: FeatureStorage) throws {
        for noise: Float in [0, 0.3] {
            let source = try source(featureCount: featureCount, classCount: 4, noise: noise, storage: storage)
            for index in 0..<50 {
                let row = source.row(index)
                let drawn = try normals(seed: 11, .rows, row: index, count: featureCount)
                let centre = try normals(seed: 11, .truth, row: index % 4, count: featureCount)
                #expect(Array(source.centres[index % 4 * featureCount..<(index % 4 + 1) * featureCount]) == centre)
                #expect(row.features == zip(centre, drawn).map { storage.reference($0 + noise * $1) }, "row \(index)")
                #expect(row.target == Float(index % 4))
            }
        }
    }

    /// 20,000 rows of each class: mean and variance of each feature within 5 sigma, and Kolmogorov and Smirnov.
    @Test func clustersAreNormal() throws {
        let (classCount, featureCount, perClass) = (3, 4, 20_000)
        let source = try source(
            featureCount: featureCount, classCount: classCount, noise: 0.25, rowCount: classCount * perClass)
        for c in 0..<classCount {
            let rows = (0..<perClass).map { source.row(classCount * $0 + c) }
            #expect(rows.allSatisfy { $0.target == Float(c) })
            for k in 0..<featureCount {
                let centre = Double(source.centres[c * featureCount + k])
                let standardized = rows.map { (Double($0.features[k]) - centre) / 0.25 }
                let moments = Statistics.moments(standardized)
                #expect(abs(moments[0]) < Statistics.sigmas / Double(perClass).squareRoot())
                #expect(abs(moments[1] - 1) < Statistics.sigmas * (2 / Double(perClass)).squareRoot())
                let distance = Statistics.kolmogorov(standardized, NormalDistribution().cumulative)
                #expect(distance < Statistics.kolmogorovLimit)
            }
        }
    }

    @Test func namesAndCounts() throws {
        let source = try source(featureCount: 2, classCount: 3, storage: .bfloat16)
        #expect(source.featureNames.all == ["x1", "x2"] && source.targetName == "label" && source.rowCount == 1000)
        #expect(source.classes?.names == ["0", "1", "2"] && source.centres.count == 6)
        #expect(source.noise == 0.5 && source.storage == .bfloat16)
    }
}
