import Datasets
import TestSupport
import Testing
import Training

@Suite("A linear regression agrees with the reference, in double precision")
struct ReferenceAgreementTests {
    @Test(
        "over whole runs of every shape",
        arguments: [1, 2, 3, 15, 16, 17, 31, 100, 257], [1, 2, 7, 64, 1000])
    func wholeRuns(featureCount: Int, rowCount: Int) throws {
        let seed = UInt64(1000 * featureCount + rowCount)
        let problem = Problem(rowCount: rowCount, featureCount: featureCount, seed: seed)
        for shape in RunShape.shapes(rowCount: rowCount, seed: seed) { try compare(problem, shape) }
    }

    /// What a run may look like, whatever its rows are.
    struct RunShape: CustomStringConvertible {
        var batchSize: Int
        var shardCount: Int
        var workerCount: Int
        var prefetches = false
        var seed: UInt64 = 7

        var description: String {
            "batch \(batchSize), \(shardCount) shards, \(workerCount) workers, \(prefetches ? "" : "no ")prefetch"
        }

        /// The corners, and some shapes in between.
        static func shapes(rowCount: Int, seed: UInt64) -> [RunShape] {
            var random = SplitMix(state: seed)
            return [
                RunShape(batchSize: 1, shardCount: 1, workerCount: 1),
                RunShape(batchSize: 1, shardCount: 5, workerCount: 2),
                RunShape(batchSize: rowCount, shardCount: 1, workerCount: 1),
                RunShape(batchSize: 3 * rowCount + 1, shardCount: 4, workerCount: 2),
                RunShape(batchSize: rowCount, shardCount: min(rowCount + 3, 70), workerCount: 3),
            ]
                + (0..<6).map { _ in
                    RunShape(
                        batchSize: .random(in: 1...rowCount, using: &random),
                        shardCount: .random(in: 1...70, using: &random),
                        workerCount: .random(in: 1...5, using: &random), prefetches: .random(using: &random),
                        seed: random.next())
                }
        }
    }

    private func compare(_ problem: Problem, _ shape: RunShape) throws {
        let comment: Comment = "\(problem.rowCount) rows x \(problem.featureCount) features, \(shape)"
        let plan = TrainingPlan(
            epochCount: 3, batchSize: shape.batchSize, shardCount: shape.shardCount, seed: shape.seed)
        let trainer = try problem.trainer(
            plan, learningRate: problem.safeLearningRate,
            machine: machine(workers: shape.workerCount, prefetches: shape.prefetches))
        var reference = problem.reference(plan, Recipe(learningRate: problem.safeLearningRate))
        let epochs = reference.train()

        #expect(trainer.minibatches.stepsPerEpoch == epochs[0].count, comment)
        for steps in epochs {
            let span = try trainer.advance(by: trainer.minibatches.stepsPerEpoch)
            let rowCount = steps.reduce(0) { $0 + $1.rowCount }
            #expect(span.stepCount == steps.count && span.rowCount == rowCount, comment)
            let expected = steps.reduce(0) { $0 + $1.lossSum } / Double(rowCount)
            let error = abs(span.lossSum / Double(rowCount) - expected)
            #expect(error <= 1e-7 + 2e-6 * expected, comment)
        }
        #expect(trainer.completedSteps == trainer.totalSteps, comment)

        // All parameters are below 2 in size, where half a unit in the last place is at most 2⁻²⁴. A step adds errors
        // of this size, of either sign, and no step makes an error grow (see `safeLearningRate`): they walk at random.
        let tolerance = 0x1p-24 * (4 + 2 * Double(trainer.totalSteps).squareRoot())
        let worst = zip(trainer.values, reference.parameters).map { abs(Double($0) - $1) }
            .max()!
        #expect(worst <= tolerance, comment)
    }
}
