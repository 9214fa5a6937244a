import Datasets
import Kernels
import Models
import TestSupport
import Testing
import Training

@Suite("Rows in the order of blocks")
struct BlockOrderTests {
    /// The last ones have partitions of several windows.
    static let shapes: [(rowCount: Int, featureCount: Int)] = [
        (1, 1), (2, 3), (7, 300), (64, 16), (257, 100), (1000, 257), (999, 1025), (70_001, 1), (150_000, 2),
    ]

    @Test("give the losses and parameters of the reference", arguments: shapes)
    func agreement(rowCount: Int, featureCount: Int) throws {
        var random = SplitMix(state: UInt64(rowCount))
        for storage in FeatureStorage.allCases {
            var problem = Problem(rowCount: rowCount, featureCount: featureCount, seed: random.next())
            problem.storage = storage
            let shards = rowCount > 2000 ? 1...2 : 1...9
            let plan = TrainingPlan(
                epochCount: 2, batchSize: .random(in: 1 + rowCount / 100...1 + rowCount / 3, using: &random),
                shardCount: .random(in: shards, using: &random), seed: random.next(), order: .blocks)
            let recipe = Recipe(learningRate: problem.safeLearningRate)
            let trainer = try problem.trainer(plan, recipe, machine: machine(workers: 2, prefetches: true))
            var reference = problem.reference(plan, recipe)
            for epoch in 0..<plan.epochCount {
                #expect(reference.order(ofEpoch: epoch).sorted() == Array(0..<rowCount))
                let steps = reference.trainEpoch(epoch)
                for (index, step) in steps.enumerated() {
                    let span = try trainer.advance(by: 1)
                    #expect(span.rowCount == step.rowCount)
                    // A row in another step would change the loss by far more.
                    let error = abs(span.lossSum - step.lossSum)
                    #expect(error <= 2e-5 * step.lossSum + 1e-6 * Double(step.rowCount), "\(plan), step \(index)")
                }
            }
            #expect(trainer.isFinished)
            let worst = zip(trainer.values, reference.parameters).map { abs(Double($0) - $1) }.max()!
            #expect(worst <= 1e-5, "\(plan)")
        }
    }

    /// Rows that come in no order of their own: the held-out loss is that of single rows, within 1 %.
    @Test(
        "lose nothing on shuffled rows",
        arguments: [(Architecture.linearRegression(.squared), nil, 0.05), (.softmaxRegression, 5, 0.5)]
            as [(Architecture, Int?, Float)])
    func convergence(architecture: Architecture, classCount: Int?, learningRate: Float) throws {
        let all = Problem(rowCount: 40_000, featureCount: 30, classCount: classCount, seed: 12)
        var (training, heldOut) = (all, all)
        training.keepRows(0..<30_000)
        heldOut.keepRows(30_000..<40_000)
        let unseen = try heldOut.dataset(partitionCount: 1)
        let losses = try [RowOrder.rows, .blocks].map { order in
            let plan = TrainingPlan(epochCount: 5, batchSize: 64, shardCount: 4, seed: 1, order: order)
            let trainer = try training.trainer(plan, Recipe(architecture: architecture, learningRate: learningRate))
            let before = trainer.evaluate(on: unseen).loss
            try trainer.finish()
            let loss = trainer.evaluate(on: unseen).loss
            #expect(loss < 0.5 * before)
            return loss
        }
        #expect(losses[0] != losses[1])
        #expect(abs(losses[1] / losses[0] - 1) < 0.01, "\(losses)")
    }
}

extension Problem {
    fileprivate mutating func keepRows(_ rows: Range<Int>) {
        features = Array(features[rows.lowerBound * featureCount..<rows.upperBound * featureCount])
        targets = Array(targets[rows])
    }
}
