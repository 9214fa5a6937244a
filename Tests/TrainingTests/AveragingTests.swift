import Datasets
import Files
import Kernels
import Models
import NUMA
import Optimizers
import TestSupport
import Testing
import Training

@Suite("The average of a run's parameters")
struct AveragingTests {
    private static let kinds: [Averaging] = [.polyak, .ema(decay: 0.9)]

    /// A small model that is updated at once, one that workers update in blocks, and rows whose step touches few columns
    /// or all.
    private enum Subject: CaseIterable {
        case small, adam, blocks, clipped, lazy, lazyAdagrad, allColumns

        private static let dense = Problem(rowCount: 60, featureCount: 5, classCount: 3, seed: 4)
        private static let wide = Problem(rowCount: 40, featureCount: 300, classCount: 3, seed: 4)
        private static let sparse = try! SparseProblem(
            rowCount: 200, columnCount: 3000, mostNumbers: 12, classCount: 2, seed: 6)

        private var recipe: Recipe {
            switch self {
            case .small: Recipe(architecture: .softmaxRegression, learningRate: 0.1)
            case .adam: Recipe(architecture: .softmaxRegression, rule: .adam(), learningRate: 0.1)
            case .blocks: Recipe(architecture: .mlp([120]), rule: .sgd(momentum: 0.5), learningRate: 0.05)
            case .clipped: Recipe(architecture: .mlp([120]), learningRate: 0.05, clipNorm: 0.1)
            case .lazy: Recipe(architecture: .logisticRegression, learningRate: 0.5, l2: 0.05)
            case .lazyAdagrad: Recipe(architecture: .logisticRegression, rule: .adagrad(), learningRate: 0.3)
            case .allColumns:
                Recipe(architecture: .logisticRegression, rule: .adam(), learningRate: 0.03, l2: 0.05, clipNorm: 0.2)
            }
        }

        /// Steps from one that is averaged to the next: ⌊3008 / (16 · 10)⌋ where steps touch few columns, but at least 16
        /// in an epoch.
        var interval: Int { self == .lazy || self == .lazyAdagrad ? 2 : 1 }

        func trainer(
            _ averaging: Averaging, earlyStopping: EarlyStopping? = nil, machine: MachinePlan = machine(workers: 1)
        ) throws -> Trainer {
            let isSparse = interval > 1 || self == .allColumns
            let plan = TrainingPlan(
                epochCount: isSparse ? 3 : 9, batchSize: isSparse ? 6 : 16, shardCount: 3, seed: 1,
                earlyStopping: earlyStopping, averaging: averaging)
            guard !isSparse else { return try Self.sparse.trainer(plan, recipe, machine: machine) }
            let problem = self == .small || self == .adam ? Self.dense : Self.wide
            return try problem.trainer(plan, recipe, machine: machine)
        }
    }

    @Test("is the weighted mean of those after every step, and changes no step", arguments: kinds)
    func mean(_ averaging: Averaging) throws {
        for subject in Subject.allCases {
            let plain = try subject.trainer(.none)
            let trainer = try subject.trainer(averaging, machine: machine(workers: 2))
            #expect(trainer.digest == plain.digest)
            var mean: [Double] = []
            var total = 0.0
            while !plain.isFinished {
                try plain.advance(by: 1)
                try trainer.advance(by: 1)
                if plain.completedSteps % subject.interval == 0 {
                    let k = Double(plain.completedSteps / subject.interval)
                    let weight = averaging == .polyak ? k * (k + 1) * (k + 2) : 1
                    // Of an exponential mean, all that was before counts less by now.
                    if averaging != .polyak { total *= subject.interval == 1 ? 0.9 : 0.81 }
                    let values = plain.values.map(Double.init)
                    mean =
                        mean.isEmpty
                        ? values : zip(mean, values).map { ($0 * total + $1 * weight) / (total + weight) }
                    total += weight
                }
                let expected = mean.isEmpty ? plain.values.map(Double.init) : mean
                for (found, expected) in zip(trainer.values, expected) {
                    #expect(abs(Double(found) - expected) < 1e-5 * max(abs(expected), 1), "\(subject)")
                }
                #expect(trainer.state.parameters == plain.state.parameters, "\(subject)")
            }
            #expect(trainer.digest != plain.digest)
            #expect(trainer.digest == Digest(of: trainer.parameters, layout: trainer.model.layout))
        }
    }

    @Test("has the same bits on any machine, and stopped and resumed from a checkpoint", arguments: kinds)
    func sameBits(_ averaging: Averaging) throws {
        let folder = try ScratchFolder()
        let rows = try #require(RowFingerprint("60-all-1-2-3"))
        let one = TrainingIdentity(named: "1", rows: RowFingerprints(training: rows, validation: rows))
        for subject in Subject.allCases {
            let plain = try subject.trainer(
                averaging, machine: machine(workers: 1, instructionSet: InstructionSet.available[0]))
            try plain.finish()
            for (workers, nodes) in [(2, 1), (3, 2), (7, 3)] {
                let trainer = try subject.trainer(
                    averaging, machine: machine(workers: workers, placement: sharedNodes(nodes), prefetches: true))
                try trainer.finish()
                #expect(trainer.digest == plain.digest, "\(subject), \(workers) workers")
            }
            for stop in [0, 1, 5, plain.totalSteps - 1, plain.totalSteps] {
                let first = try subject.trainer(averaging, machine: machine(workers: 2))
                try first.advance(to: stop)
                try Checkpoint(of: one, state: first.state, totals: TrainingTotals())
                    .save(to: folder.file("a"), first.model.layout)
                let second = try subject.trainer(averaging, machine: machine(workers: 3))
                second.state = try Checkpoint(reading: folder.file("a"), of: one, for: second).state
                #expect(second.digest == first.digest && second.state == first.state)
                try second.finish()
                #expect(second.digest == plain.digest, "\(subject), stopped after \(stop) steps")
            }
        }
    }

    @Test("is what is validated, and what early stopping brings back", arguments: kinds)
    func earlyStopping(_ averaging: Averaging) throws {
        for subject in [Subject.small, .adam, .blocks] {
            let validation = try Problem(
                rowCount: 30, featureCount: subject == .blocks ? 300 : 5, classCount: 3, seed: 9
            ).dataset(partitionCount: 2)
            let observer = RecordingObserver()
            let trainer = try subject.trainer(averaging, earlyStopping: EarlyStopping(patience: 9))
            let outcome = try TrainingLoop(trainer, validation: validation).run([observer])
            let losses = observer.records.compactMap(\.validation?.loss)
            let twin = try subject.trainer(averaging)
            var digests: [Digest] = []
            for loss in losses {
                try twin.advance(by: twin.minibatches.stepsPerEpoch)
                #expect(twin.evaluate(on: validation).loss == loss)
                digests.append(twin.digest)
            }
            let best = try #require(losses.min())
            #expect(outcome.validation?.loss == best)
            #expect(trainer.digest == digests[try #require(losses.firstIndex(of: best))])
        }
    }
}
