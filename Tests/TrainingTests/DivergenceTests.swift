import Datasets
import Kernels
import Models
import Optimizers
import Testing
import Training

@Suite("A training that diverges")
struct DivergenceTests {
    private let plan = TrainingPlan(epochCount: 40, batchSize: 32, shardCount: 5, seed: 9)

    /// Advances until something is thrown.
    private func divergence(of trainer: Trainer) -> Divergence? {
        do {
            try trainer.finish()
            return nil
        } catch let divergence as Divergence {
            return divergence
        } catch {
            Issue.record(error)
            return nil
        }
    }

    /// With these rates the loss passes the largest float32 in the first steps, and in later epochs.
    @Test("stops where the loss overflows", arguments: [1e6, 1e3, 40, 8, 4] as [Float], [1, 3])
    func overflow(learningRate: Float, workers: Int) throws {
        let problem = Problem(rowCount: 120, featureCount: 12, seed: 5)
        let trainer = try problem.trainer(plan, learningRate: learningRate, machine: machine(workers: workers))
        let diverged = try #require(divergence(of: trainer), "learning rate \(learningRate)")

        var reference = problem.reference(plan, Recipe(learningRate: learningRate))
        let losses = reference.train().joined().map(\.lossSum)
        let expected = try #require(losses.firstIndex { !($0 <= Double(Float.greatestFiniteMagnitude)) }) + 1
        #expect(abs(diverged.step - expected) <= 1, "learning rate \(learningRate)")
        try expectStepNotTaken(trainer, diverged, problem, learningRate)
    }

    @Test("stops at the first step that sees a number that is none", arguments: [0, 17, 63, 119], [true, false])
    func notANumber(row: Int, isTarget: Bool) throws {
        var problem = Problem(rowCount: 120, featureCount: 12, seed: 5)
        if isTarget {
            problem.targets[row] = .nan
        } else {
            problem.features[12 * row + 11] = .nan
        }
        let trainer = try problem.trainer(plan, learningRate: problem.safeLearningRate, machine: machine(workers: 2))
        let diverged = try #require(divergence(of: trainer), "row \(row)")

        let order = problem.reference(plan, Recipe(learningRate: 0)).order(ofEpoch: 0)
        let position = try #require(order.firstIndex(of: row))
        #expect(diverged.step == position / plan.batchSize + 1 && diverged.epoch == 1, "row \(row)")
        guard case .loss(let loss, let bad) = diverged.origin else {
            Issue.record("row \(row): \(diverged.origin)")
            return
        }
        #expect(loss.isNaN && bad.index == row && bad.name == "row \(row + 1)" && bad.shard == row / 24)
        let begin = position / plan.batchSize * plan.batchSize
        #expect(diverged.rows.sorted() == order[begin..<min(begin + plan.batchSize, 120)].sorted())
        try expectStepNotTaken(trainer, diverged, problem, problem.safeLearningRate)
    }

    /// The only step of a run has no later loss that would tell.
    @Test("does not end with parameters that are no numbers")
    func overflowInTheLastStep() throws {
        var problem = Problem(rowCount: 120, featureCount: 12, seed: 5)
        // Average gradients far above one, so that a step of the longest length overflows.
        for row in problem.targets.indices { problem.targets[row] += 1000 }
        let plan = TrainingPlan(epochCount: 1, batchSize: 120, shardCount: 5, seed: 9)
        let trainer = try problem.trainer(plan, learningRate: .greatestFiniteMagnitude)
        let diverged = try #require(divergence(of: trainer))
        #expect(diverged.step == 1 && diverged.epoch == 1 && diverged.origin == .update)
        #expect(diverged.rows.sorted() == Array(0..<120))
        try expectStepNotTaken(trainer, diverged, problem, .greatestFiniteMagnitude)
    }

    /// Adagrad's sum of squares overflows long before a loss does, and then silently stops the training.
    @Test("does not go on with an optimizer's state that is no number", arguments: [UpdateRule.adagrad(), .adam()])
    func stateOverflow(rule: UpdateRule) throws {
        var problem = Problem(rowCount: 120, featureCount: 12, seed: 5)
        problem.targets[50] = 1e24
        problem.features[12 * 50] = 1e-4
        let trainer = try problem.trainer(plan, Recipe(rule: rule, learningRate: 1e-3), machine: machine(workers: 2))
        let diverged = try #require(divergence(of: trainer))
        let order = problem.reference(plan, Recipe(learningRate: 0)).order(ofEpoch: 0)
        let position = try #require(order.firstIndex(of: 50))
        #expect(diverged.step == position / plan.batchSize + 1, "\(diverged)")
        #expect(trainer.completedSteps == diverged.step - 1)
        let state = trainer.state.optimizerState
        #expect(state.allSatisfy { $0.isFinite })
    }

    @Test("takes the steps before in a span of their own", arguments: [1, 3])
    func spans(workers: Int) throws {
        var problem = Problem(rowCount: 120, featureCount: 12, seed: 5)
        let order = problem.reference(plan, Recipe(learningRate: 0)).order(ofEpoch: 0)
        problem.targets[order[100]] = .infinity
        let trainer = try problem.trainer(plan, learningRate: 0.01, machine: machine(workers: workers))
        let span = try trainer.advance(by: 50)
        #expect(span.stepCount == 3 && span.rowCount == 96 && trainer.completedSteps == 3)
        #expect(throws: Divergence.self) { try trainer.advance(by: 50) }
        #expect(throws: Divergence.self) { try trainer.advance(by: 1) }
        #expect(trainer.completedSteps == 3)
    }

    @Test("names the shard where only its sum is too large")
    func shardOverflow() throws {
        var problem = Problem(rowCount: 120, featureCount: 12, seed: 5)
        // Half the square of each is below the largest float32, and that of two is above.
        for row in 24..<48 { problem.targets[row] = 2.2e19 }
        let plan = TrainingPlan(epochCount: 1, batchSize: 120, shardCount: 5, seed: 9)
        let trainer = try problem.trainer(plan, learningRate: 1e-30)
        let diverged = try #require(divergence(of: trainer))
        #expect(diverged.origin == .shard(1), "\(diverged)")
    }

    /// The trainer stands just where one does that stops before the step.
    private func expectStepNotTaken(
        _ trainer: Trainer, _ diverged: Divergence, _ problem: Problem, _ learningRate: Float
    ) throws {
        let twin = try problem.trainer(plan, learningRate: learningRate)
        while twin.completedSteps < diverged.step - 1 { try twin.advance(by: 1) }
        #expect(trainer.completedSteps == diverged.step - 1)
        #expect(trainer.digest == twin.digest)
        #expect(diverged.epoch == twin.completedSteps / twin.minibatches.stepsPerEpoch + 1)
    }

    // MARK: Models of classes

    static let classifiers: [(architecture: Architecture, classCount: Int)] = [
        (.logisticRegression, 2), (.softmaxRegression, 4), (.mlp([8]), 4), (.mlp([20, 20], .tanh), 3), (.mlp([150]), 9),
    ]

    /// Gradients of a cross-entropy are bounded, so that a regression needs a rate near the largest float32 to
    /// overflow.
    @Test("stops where a classifier overflows", arguments: classifiers.indices, [1, 3])
    func classifierOverflow(index: Int, workers: Int) throws {
        let (architecture, classCount) = Self.classifiers[index]
        let problem = Problem(
            rowCount: 120, featureCount: architecture == .mlp([150]) ? 300 : 12, classCount: classCount, seed: 5)
        for clipNorm in [nil, 1] as [Float?] {
            let recipe = Recipe(architecture: architecture, learningRate: 3e38, clipNorm: clipNorm)
            let trainer = try problem.trainer(plan, recipe, machine: machine(workers: workers))
            #expect(throws: Divergence.self, "\(recipe)") { try trainer.finish() }
            #expect(trainer.completedSteps < trainer.totalSteps)
        }
    }

    @Test("stops at the first step in which a classifier sees a number that is none", arguments: classifiers.indices)
    func classifierNotANumber(index: Int) throws {
        let (architecture, classCount) = Self.classifiers[index]
        var problem = Problem(
            rowCount: 120, featureCount: architecture == .mlp([150]) ? 300 : 12, classCount: classCount, seed: 5)
        problem.features[63 * problem.featureCount + 1] = .nan
        let recipe = Recipe(architecture: architecture, rule: .adam(), learningRate: 1e-3, clipNorm: 1)
        let trainer = try problem.trainer(plan, recipe, machine: machine(workers: 2))
        let position = try #require(problem.reference(plan, recipe).order(ofEpoch: 0).firstIndex(of: 63))
        do {
            try trainer.finish { 1 }
            Issue.record("\(architecture) did not diverge")
        } catch let diverged as Divergence {
            #expect(diverged.step == position / plan.batchSize + 1, "\(architecture)")
            #expect(trainer.completedSteps == diverged.step - 1, "\(architecture)")
            guard case .loss(let loss, let bad) = diverged.origin else {
                Issue.record("\(architecture): \(diverged)")
                return
            }
            #expect(loss.isNaN && bad.index == 63, "\(architecture)")
        }
    }

    @Test("says to other ranks where it went bad, to the last bit of a loss that is no number")
    func words() throws {
        let rows = RowOrigin.lines(file: "rows.csv", first: 2)
        let lossBits: [UInt32] = [0xFFC1_2345, 0x7F80_0000, 0xFF80_0000]
        let origins: [[UInt64]] = lossBits.map { [0, 63, 1 << 40, UInt64($0)] } + [[1, 0, 17, 0], [2, 7, 0, 0]]
        for words in origins + [Divergence.Origin.update.words] {
            #expect(Divergence.Origin(words: words, ofRows: rows).words == words)
        }
        #expect("\(Divergence.Origin(words: origins[1], ofRows: rows))" == "the loss of rows.csv:1099511627778 is inf")
        #expect(Divergence.Origin(words: [2, 7, 0, 0], ofRows: rows) == .shard(7))
        #expect(Divergence.Origin(words: Divergence.Origin.update.words, ofRows: rows) == .update)
    }

    @Test("says so in one line")
    func message() throws {
        var problem = Problem(rowCount: 120, featureCount: 12, seed: 5)
        problem.targets[0] = .infinity
        let plan = TrainingPlan(epochCount: 1, batchSize: 120, shardCount: 5, seed: 9)
        let diverged = try #require(divergence(of: try problem.trainer(plan, learningRate: 0.5)))
        #expect(
            diverged.description == "training diverged at step 1 (epoch 1): the loss of row 1 is inf; "
                + "try a smaller learning rate than 0.5, or look for extreme values in the data")
    }
}
