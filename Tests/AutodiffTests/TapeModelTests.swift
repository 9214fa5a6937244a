import Autodiff
import Files
import Foundation
import Kernels
import Models
import Optimizers
import TestSupport
import Testing
import Training

@Suite struct TapeModelTests {
    private let problem = Problem(rowCount: 500, featureCount: 7, places: [5, 3])
    private let plan = TrainingPlan(epochCount: 3, batchSize: 190, shardCount: 2, seed: 4)

    @Test func workersAndInstructionSetsGiveTheSameBits() throws {
        let plan = TrainingPlan(epochCount: 3, batchSize: 90, shardCount: 7, seed: 4)
        let first = try problem.trainer(TapeModel(TwoTowers(), kernels: kernels), plan)
        let initial = first.digest
        try first.finish()
        #expect(first.digest != initial)
        for set in InstructionSet.available {
            for workers in [1, 2, 3, 7] {
                let model = try TapeModel(TwoTowers(), kernels: set.kernels)
                let trainer = try problem.trainer(model, plan, workers: workers, set)
                try trainer.finish()
                #expect(trainer.digest == first.digest, "\(set), \(workers) workers")
            }
        }
    }

    @Test func aCheckpointGoesOnWithTheSameBits() throws {
        let folder = try ScratchFolder()
        let whole = try problem.trainer(TapeModel(TwoTowers(), kernels: kernels), plan)
        try whole.finish()
        let stopped = try problem.trainer(TapeModel(TwoTowers(), kernels: kernels), plan)
        try stopped.advance(by: 4)
        let rows = try #require(RowFingerprint("1-all-1-2-3"))
        let identity = TrainingIdentity(named: "towers", rows: RowFingerprints(training: rows, validation: rows))
        try Checkpoint(of: identity, state: stopped.state, totals: TrainingTotals())
            .save(to: folder.file("a"), stopped.model.layout)
        let resumed = try problem.trainer(TapeModel(TwoTowers(), kernels: kernels), plan, workers: 2)
        resumed.state = try Checkpoint(reading: folder.file("a"), of: identity, for: resumed).state
        try resumed.finish()
        #expect(resumed.digest == whole.digest)
    }

    @Test func anotherDropoutSeedGivesOtherBits() throws {
        let digests = try [1, 2 as UInt64].map { seed in
            let trainer = try problem.trainer(TapeModel(TwoTowers(), dropoutSeed: seed, kernels: kernels), plan)
            try trainer.finish()
            return trainer.digest
        }
        #expect(digests[0] != digests[1])
    }

    @Test func learns() throws {
        let plan = TrainingPlan(epochCount: 60, batchSize: 100, shardCount: 2, seed: 4)
        let trainer = try problem.trainer(TapeModel(TwoTowers(), kernels: kernels), plan)
        let dataset = try problem.dataset(partitionCount: 2)
        let before = trainer.evaluate(on: dataset).loss
        try trainer.finish()
        #expect(trainer.evaluate(on: dataset).loss < 0.2 * before)
    }

    @Test func aMistakeInTheDefinitionIsToldAtOnce() {
        #expect(throws: TapeError.self) { try TapeModel(TwoTowers(names: ("frist", "second")), kernels: kernels) }
        do {
            _ = try TapeModel(WrongLoss(), kernels: kernels)
            Issue.record("no mistake")
        } catch {
            #expect("\(error)" == "losses of []: expected a loss for each row, [64]")
        }
    }

    /// A place in the data that the table does not have.
    @Test func aMistakeInTheDataEndsTheTraining() throws {
        let problem = Problem(rowCount: 200, featureCount: 7, places: [6, 3])
        let model = try TapeModel(TwoTowers(), kernels: kernels)
        let trainer = try problem.trainer(model, plan)
        #expect(throws: Divergence.self) { try trainer.finish() }
        #expect(model.firstMistake?.operation == "gatherRows")
        #expect(model.firstMistake?.shapes.first == Shape(5, 6))
    }

    @Test func parametersThatNothingUsesStay() throws {
        let model = try TapeModel(Unused(), kernels: kernels)
        let trainer = try problem.trainer(model, plan)
        try trainer.finish()
        #expect(model.layout["unused"]!.values(in: trainer.parameters) == [1, 2, 3])
        #expect(model.layout["bias"]!.values(in: trainer.parameters) != [0])
    }
}

private struct WrongLoss: ModelDefinition {
    let featureCount = 2
    let task = LearningTask.regression
    let parameters = [Parameter.weight("weight", outputs: 1, inputs: 2)]

    func outputs(of features: Tensor, _ parameters: Parameters, on tape: borrowing Tape) -> Tensor {
        features.linear(parameters["weight"])
    }

    func losses(of outputs: Tensor, targets: Tensor, _ parameters: Parameters, on tape: borrowing Tape) -> Tensor {
        outputs.squared().sum()
    }
}

private struct Unused: ModelDefinition {
    let featureCount = 7
    let task = LearningTask.regression
    let parameters = [
        Parameter.bias("bias", outputs: 1), .tensor("unused", shape: [3], role: .weight, initial: .values([1, 2, 3])),
    ]

    func outputs(of features: Tensor, _ parameters: Parameters, on tape: borrowing Tape) -> Tensor {
        features.sum(axis: 1) * parameters["unused"].detach().sum() + parameters["bias"]
    }
}
