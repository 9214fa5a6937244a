import Datasets
import Files
import Foundation
import Kernels
import Models
import Optimizers
import TestSupport
import Testing
import Training

@Suite("A checkpoint")
struct CheckpointTests {
    private let folder: ScratchFolder
    private let problem = Problem(rowCount: 60, featureCount: 5, classCount: 3, seed: 4)

    init() throws { folder = try ScratchFolder() }

    private static let recipes: [Recipe] = [
        Recipe(rule: .sgd(), learningRate: 0.1), Recipe(rule: .sgd(momentum: 0.9), learningRate: 0.1),
        Recipe(rule: .adam(), learningRate: 0.01),
    ]

    private func trainer(_ recipe: Recipe, earlyStopping: EarlyStopping? = nil, workers: Int = 1) throws -> Trainer {
        let plan = TrainingPlan(
            epochCount: 6, batchSize: 16, shardCount: 3, seed: 1, earlyStopping: earlyStopping)
        var recipe = recipe
        recipe.architecture = .multilayerPerceptron(
            hidden: [4], activation: .tanh, initialization: nil, regressionLoss: nil)
        return try problem.trainer(plan, recipe, machine: machine(workers: workers))
    }

    private func checkpoint(_ trainer: Trainer) -> Checkpoint {
        Checkpoint(experiment: "sha256:1", state: trainer.state, totals: TrainingTotals())
    }

    @Test(
        "reads back to the same, whatever the optimizer, and the training ends with the same bits", arguments: recipes)
    func roundTrip(_ recipe: Recipe) throws {
        for earlyStopping in [nil, EarlyStopping(patience: 2, minimumImprovement: 0.125)] {
            let whole = try trainer(recipe, earlyStopping: earlyStopping)
            try whole.finish()
            let first = try trainer(recipe, earlyStopping: earlyStopping, workers: 2)
            try first.advance(to: 9)
            first.observe(validationLoss: 0.3)
            try checkpoint(first).save(to: folder.file("a"), first.model.layout)

            let second = try trainer(recipe, earlyStopping: earlyStopping, workers: 3)
            let read = try Checkpoint(reading: folder.file("a"), of: "sha256:1", for: second)
            #expect(read.state == first.state && read.totals == checkpoint(first).totals)
            second.state = read.state
            try second.finish()
            #expect(second.digest == whole.digest)
        }
    }

    @Test("with any byte changed, or cut off anywhere, is refused")
    func damage() throws {
        let trainer = try trainer(Self.recipes[1])
        try trainer.advance(to: 7)
        try checkpoint(trainer).save(to: folder.file("a"), trainer.model.layout)
        let whole = try folder.bytes("a")
        var random = SplitMix(state: 9)
        for _ in 0..<400 {
            var bytes = whole
            let place = Int.random(in: 0..<bytes.count, using: &random)
            if Bool.random(using: &random) {
                bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            } else {
                bytes.removeLast(bytes.count - place)
            }
            try folder.put(bytes, in: "b")
            do throws(FileError) {
                let read = try Checkpoint(reading: folder.file("b"), of: "sha256:1", for: trainer)
                // White space of the header means nothing.
                #expect(read.state == trainer.state, "byte \(place)")
            } catch {
                #expect(error.file == folder.file("b"))
            }
        }
    }

    @Test("of another experiment, of a later version or of another model is refused by name")
    func strangers() throws {
        let trainer = try trainer(Self.recipes[0])
        let path = folder.file("a")
        try checkpoint(trainer).save(to: path, trainer.model.layout)
        #expect {
            try Checkpoint(reading: path, of: "sha256:2", for: trainer)
        } throws: {
            "\($0)".contains("found a checkpoint of another experiment")
        }
        let text = try String(decoding: folder.bytes("a"), as: Unicode.ASCII.self)
        #expect(text.contains(#""lockstep_checkpoint":"1""#))
        var bytes = try folder.bytes("a")
        let version = Array(#""lockstep_checkpoint":"1"#.utf8)
        let place = try #require(bytes.firstRange(of: version)).upperBound - 1
        bytes[place] = UInt8(ascii: "2")
        try folder.put(bytes, in: "a")
        #expect {
            try Checkpoint(reading: path, of: "sha256:1", for: trainer)
        } throws: {
            "\($0)".hasSuffix("metadata lockstep_checkpoint: found 2, expected version 1")
        }
    }

    @Test("in its folder makes room for itself, and the newest good one is found")
    func folderOfCheckpoints() throws {
        let trainer = try trainer(Self.recipes[2])
        let checkpoints = CheckpointFolder(path: folder.file("checkpoints"), keptCount: 3)
        #expect(try checkpoints.newest(of: "sha256:1", for: trainer) { _ in } == nil)
        for step in 1...5 {
            try trainer.advance(to: step)
            try checkpoints.write(checkpoint(trainer), trainer.model.layout)
        }
        #expect(try checkpoints.steps() == [5, 4, 3])

        try folder.put([1, 2, 3], in: "checkpoints/step-5.safetensors")
        try folder.put([], in: "checkpoints/step-4.safetensors")
        var skipped: [String] = []
        let newest = try checkpoints.newest(of: "sha256:1", for: trainer) { skipped.append($0.file) }
        #expect(newest?.state.completedSteps == 3)
        #expect(skipped == [5, 4].map { folder.file("checkpoints/step-\($0).safetensors") })

        try folder.put([], in: "checkpoints/step-3.safetensors")
        #expect(throws: FileError.self) { try checkpoints.newest(of: "sha256:1", for: trainer) { _ in } }
        try checkpoints.remove()
        #expect(!FileManager.default.fileExists(atPath: checkpoints.path))
    }
}
