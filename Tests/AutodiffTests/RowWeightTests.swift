import Autodiff
import Datasets
import Kernels
import Models
import NUMA
import Optimizers
import TestSupport
import Testing
import Training

/// A row of weight 2 is the row twice, and one of weight 0 is absent, with all rows in a minibatch.
@Suite struct RowWeightTests {
    private func train(_ definition: some ModelDefinition, on source: some RowSource) throws -> [Float] {
        let dataset = try Dataset(
            everyRowOf: source, storage: .float32, partitionCount: 3, workers: Workers(count: 2),
            kernels: kernels)
        let trainer = try Trainer(
            model: TapeModel(definition, kernels: kernels),
            optimizer: Optimizer(rule: .sgd(momentum: 0.5), learningRate: 0.05, kernels: kernels), dataset: dataset,
            plan: TrainingPlan(epochCount: 10, batchSize: dataset.rowCount, shardCount: 3, seed: 4),
            machine: MachinePlan(workerCount: 2, instructionSet: InstructionSet.available.last!))
        try trainer.finish()
        return trainer.parameters
    }

    private func expectLaw(_ definition: some ModelDefinition, _ problem: Problem, overflowing: Bool = false) throws {
        var random = SplitMix(state: 5)
        let rowCount = problem.source.rowCount
        // A tile of the first partition has no row that counts.
        let weights = (0..<rowCount).map { $0 < 70 ? 0 : Int.random(in: 0...3, using: &random) }
        let all = problem.source.read(0..<rowCount)
        let width = problem.featureCount
        func source(_ rows: [Int], _ weights: [Float]?) -> TableSource {
            TableSource(
                featureNames: problem.source.featureNames.all, targetName: "y",
                features: rows.flatMap { row in
                    let features = all.features[row * width..<(row + 1) * width]
                    return overflowing && weights?[row] == 0 ? features.map { $0 * 0x1p126 } : Array(features)
                }, targets: rows.map { all.targets[$0] }, weights: weights, classes: problem.source.classes)
        }
        let weighted = source(Array(0..<rowCount), weights.map { Float($0) })
        let split = HeldOutSplit(rowCount: rowCount, fraction: 0, seed: 0, kernels: kernels)
        let found = try train(definition, on: TrainingWeightSource(weighted, part: .training, of: split))
        let rows = (0..<rowCount).flatMap { Array(repeating: $0, count: weights[$0]) }
        let expected = try train(definition, on: source(rows, nil))
        for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 1e-5) }
    }

    @Test func ofARegression() throws {
        try expectLaw(
            FullyConnected(featureCount: 5, hidden: [6], activation: .tanh), Problem(rowCount: 220, featureCount: 5))
    }

    @Test func ofClasses() throws {
        try expectLaw(
            FullyConnected(featureCount: 5, hidden: [6], outputCount: 3, classCount: 3),
            Problem(rowCount: 220, featureCount: 5, classCount: 3), overflowing: true)
    }

    /// Weights make no difference to what a row draws.
    @Test func onesChangeNoBit() throws {
        let problem = Problem(rowCount: 200, featureCount: 7, places: [5, 3])
        let batch = problem.source.read(0..<200)
        let weighted = TableSource(
            featureNames: problem.source.featureNames.all, targetName: "y", features: batch.features,
            targets: batch.targets, weights: [Float](repeating: 1, count: 200))
        #expect(try train(TwoTowers(), on: weighted) == train(TwoTowers(), on: problem.source))
    }
}
