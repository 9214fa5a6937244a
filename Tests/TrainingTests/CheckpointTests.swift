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

    private static let rows = RowFingerprint("60-all-1-2-3")!
    private let one = TrainingIdentity(named: "1", rows: RowFingerprints(training: rows, validation: rows))

    private func checkpoint(_ trainer: Trainer) -> Checkpoint {
        Checkpoint(of: one, state: trainer.state, totals: TrainingTotals())
    }

    @Test(
        "reads back to the same, whatever the optimizer, and the training ends with the same bits", arguments: recipes)
    func roundTrip(_ recipe: Recipe) throws {
        for earlyStopping in [nil, EarlyStopping(patience: 2, minimumImprovement: 0.125)] {
            let whole = try trainer(recipe, earlyStopping: earlyStopping)
            try whole.finish()
            let first = try trainer(recipe, earlyStopping: earlyStopping, workers: 2)
            try first.advance(to: 9)
            first.observe(0.3)
            try checkpoint(first).save(to: folder.file("a"), first.model.layout)

            let second = try trainer(recipe, earlyStopping: earlyStopping, workers: 3)
            let read = try Checkpoint(reading: folder.file("a"), of: one, for: second)
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
                let read = try Checkpoint(reading: folder.file("b"), of: one, for: trainer)
                // White space of the header means nothing.
                #expect(read.state == trainer.state, "byte \(place)")
            } catch {
                #expect(error.file == folder.file("b"))
            }
        }
    }

    @Test("of another experiment, or of another format version, is refused by name")
    func strangers() throws {
        let trainer = try trainer(Self.recipes[0])
        let path = folder.file("a")
        try checkpoint(trainer).save(to: path, trainer.model.layout)
        #expect {
            try Checkpoint(reading: path, of: TrainingIdentity(named: "2", rows: one.rows), for: trainer)
        } throws: {
            "\($0)".contains("found a checkpoint of another training, with name 1, expected name 2")
        }
        let text = try String(decoding: folder.bytes("a"), as: Unicode.ASCII.self)
        #expect(text.contains(#""lockstep_checkpoint":"4""#))
        var bytes = try folder.bytes("a")
        let version = Array(#""lockstep_checkpoint":"4"#.utf8)
        let place = try #require(bytes.firstRange(of: version)).upperBound - 1
        for (other, reason) in [
            ("1", ", which mixes lazily decayed weights with the optimizer's numbers"), ("2", ""), ("3", ""),
        ] {
            bytes[place] = Array(other.utf8)[0]
            try folder.put(bytes, in: "a")
            #expect {
                try Checkpoint(reading: path, of: one, for: trainer)
            } throws: {
                "\($0)".hasSuffix(
                    "metadata lockstep_checkpoint: found format version \(other)\(reason), expected 4; resume with the "
                        + "version of Lockstep that wrote it (\(LockstepVersion.current)), or train again from the beginning"
                )
            }
        }
    }

    @Test("within the patience of early stopping keeps count of the epochs without improvement", arguments: 0...3)
    func patience(epochsBefore: Int) throws {
        // The best epoch is the first. The fourth one after it is one too many.
        let losses = [0.5, 0.6, 0.7, 0.8, 0.9, 0.4]
        let earlyStopping = EarlyStopping(patience: 4, minimumImprovement: 0)
        func observe(_ losses: ArraySlice<Double>, _ trainer: Trainer) throws {
            for loss in losses where !trainer.isFinished {
                try trainer.advance(to: trainer.completedSteps + trainer.minibatches.stepsPerEpoch)
                trainer.observe(loss)
            }
        }
        let whole = try trainer(Self.recipes[2], earlyStopping: earlyStopping)
        try observe(losses[...], whole)
        #expect(whole.hasStopped && whole.completedSteps == 5 * whole.minibatches.stepsPerEpoch)

        let first = try trainer(Self.recipes[2], earlyStopping: earlyStopping)
        try observe(losses[...epochsBefore], first)
        #expect(first.state.earlyStopping?.epochsWithoutImprovement == epochsBefore && !first.hasStopped)
        try checkpoint(first).save(to: folder.file("a"), first.model.layout)
        let second = try trainer(Self.recipes[2], earlyStopping: earlyStopping)
        let read = try Checkpoint(reading: folder.file("a"), of: one, for: second)
        #expect(read.state.earlyStopping?.epochsWithoutImprovement == epochsBefore)
        second.state = read.state
        try observe(losses[(epochsBefore + 1)...], second)
        #expect(second.hasStopped && second.completedSteps == whole.completedSteps && second.digest == whole.digest)
    }

    @Test("has each tensor under a name of its own, and the version of Lockstep")
    func names() throws {
        let trainer = try trainer(Self.recipes[2], earlyStopping: EarlyStopping(patience: 2, minimumImprovement: 0))
        try trainer.advance(to: 4)
        trainer.observe(0.3)
        try checkpoint(trainer).save(to: folder.file("a"), trainer.model.layout)
        let file = try Safetensors.File(reading: folder.file("a"))
        let names = ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"]
        let expected = ["", "state.0.", "state.1.", "best."].flatMap { prefix in names.map { prefix + $0 } }
        #expect(Set(file.tensors.map(\.name)) == Set(expected))
        #expect(file.metadata["lockstep_version"] == LockstepVersion.current)
    }

    @Test("of weights that decay lazily names them without the factor that they have in common")
    func lazyWeights() throws {
        let problem = try SparseProblem(rowCount: 90, columnCount: 40, mostNumbers: 6, classCount: 3, seed: 2)
        let plan = TrainingPlan(epochCount: 6, batchSize: 16, shardCount: 3, seed: 1)
        let recipe = Recipe(architecture: .softmaxRegression, learningRate: 0.1, l2: 0.01)
        func trainer(workers: Int) throws -> Trainer {
            try problem.trainer(plan, recipe, machine: machine(workers: workers))
        }
        let whole = try trainer(workers: 1)
        try whole.finish()
        let first = try trainer(workers: 2)
        try first.advance(to: 9)
        let state = first.state
        let unscaled = try #require(state.unscaledParameters)
        #expect(state.optimizerState.isEmpty && unscaled != state.parameters)
        try checkpoint(first).save(to: folder.file("a"), first.model.layout)
        let file = try Safetensors.File(reading: folder.file("a"))
        #expect(Set(file.tensors.map(\.name)) == ["weight", "bias", "unscaled.weight"])
        // One factor makes all weights of them.
        let factor = pow(1 - 0.1 * 0.01, 9)
        let weights = zip(try file.floats("weight"), try file.floats("unscaled.weight"))
        #expect(weights.allSatisfy { abs(Double($0) - Double($1) * factor) <= 1e-6 * abs(Double($1)) })

        let second = try trainer(workers: 3)
        let read = try Checkpoint(reading: folder.file("a"), of: one, for: second)
        #expect(read.state == state)
        second.state = read.state
        try second.finish()
        #expect(second.digest == whole.digest)
    }

    @Test("of step 1000 is newer than that of step 900, which goes first")
    func stepsAreNumbers() throws {
        let trainer = try trainer(Self.recipes[0])
        let checkpoints = CheckpointFolder(path: folder.file("checkpoints"), keptCount: 2)
        func write(_ step: Int) throws {
            var state = trainer.state
            state.completedSteps = step
            let checkpoint = Checkpoint(of: one, state: state, totals: TrainingTotals())
            try checkpoints.write(checkpoint, trainer.model.layout)
        }
        for step in [800, 900, 1000] { try write(step) }
        #expect(try checkpoints.steps() == [1000, 900])
        try write(1100)
        #expect(try checkpoints.steps() == [1100, 1000])
    }

    @Test("in its folder makes room for itself, and the newest good one is found")
    func folderOfCheckpoints() throws {
        let trainer = try trainer(Self.recipes[2])
        let checkpoints = CheckpointFolder(path: folder.file("checkpoints"), keptCount: 3)
        #expect(try checkpoints.newest(of: one, for: trainer) { _ in } == nil)
        for step in 1...5 {
            try trainer.advance(to: step)
            try checkpoints.write(checkpoint(trainer), trainer.model.layout)
        }
        #expect(try checkpoints.steps() == [5, 4, 3])

        try folder.put([1, 2, 3], in: "checkpoints/step-5.safetensors")
        try folder.put([], in: "checkpoints/step-4.safetensors")
        var skipped: [String] = []
        let newest = try checkpoints.newest(of: one, for: trainer) { skipped.append($0.file) }
        #expect(newest?.state.completedSteps == 3)
        #expect(skipped == [5, 4].map { folder.file("checkpoints/step-\($0).safetensors") })

        try folder.put([], in: "checkpoints/step-3.safetensors")
        #expect(throws: FileError.self) { try checkpoints.newest(of: one, for: trainer) { _ in } }
        try checkpoints.remove()
        #expect(!FileManager.default.fileExists(atPath: checkpoints.path))
    }
}
