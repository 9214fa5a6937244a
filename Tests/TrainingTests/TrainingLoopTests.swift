import Datasets
import Kernels
import NUMA
import Testing
import Training

@Suite("The training loop")
struct TrainingLoopTests {
    private let rate: Float = 0.1
    private let validation = Problem(rowCount: 50, featureCount: 3, seed: 8)

    private func trainer(rowCount: Int, _ plan: TrainingPlan, workers: Int = 1) throws -> Trainer {
        try Problem(rowCount: rowCount, featureCount: 3, seed: 7)
            .trainer(plan, learningRate: rate, machine: machine(workers: workers))
    }

    private func run(_ trainer: Trainer, _ observer: RecordingObserver) throws -> TrainingOutcome {
        try TrainingLoop(trainer, validation: validation.dataset(partitionCount: 2)).run([observer])
    }

    /// Runs of fewer steps than records, of many, and of epochs that end between records; each with its steps an epoch.
    private static let runs: [(rowCount: Int, batchSize: Int, epochCount: Int, stepsPerEpoch: Int)] = [
        (10, 10, 1, 1), (10, 3, 2, 4), (99, 1, 1, 99), (100, 1, 1, 100), (101, 1, 1, 101), (50, 7, 13, 8),
        (333, 1, 7, 333), (1000, 1, 3, 1000),
    ]

    @Test("records about a hundred times and at the end of each epoch", arguments: runs)
    func recordSteps(rowCount: Int, batchSize: Int, epochCount: Int, stepsPerEpoch: Int) throws {
        let plan = TrainingPlan(epochCount: epochCount, batchSize: batchSize, shardCount: 2, seed: 1)
        let trainer = try trainer(rowCount: rowCount, plan)
        let observer = RecordingObserver()
        let outcome = try run(trainer, observer)

        let totalSteps = stepsPerEpoch * epochCount
        let interval = Int((Double(totalSteps) / 100).rounded(.up))
        let due = (1...totalSteps).filter { $0 % interval == 0 || $0 % stepsPerEpoch == 0 }
        #expect(observer.records.map(\.step) == due)
        #expect(due.count <= 100 + epochCount)
        #expect(observer.records.map(\.epoch) == due.map { ($0 - 1) / stepsPerEpoch + 1 })
        #expect(observer.records.allSatisfy { $0.learningRate == rate })
        #expect(
            observer.records.filter { $0.validation != nil }.map(\.step)
                == (1...epochCount).map { $0 * stepsPerEpoch })

        #expect(outcome.stepCount == totalSteps && outcome.rowCount == rowCount * epochCount)
        #expect(!outcome.wasInterrupted && !outcome.hasStoppedEarly)
        #expect(observer.spans.last?.step == totalSteps && observer.spans.last?.secondsLeft == 0)
        #expect(observer.spans.map(\.step) == observer.spans.map(\.step).sorted())
        #expect(observer.spans.allSatisfy { $0.totalSteps == totalSteps && $0.epochCount == epochCount })
    }

    @Test("records the mean loss since the last record, and validates at the end of an epoch", arguments: runs)
    func recordedMetrics(rowCount: Int, batchSize: Int, epochCount: Int, stepsPerEpoch: Int) throws {
        let plan = TrainingPlan(epochCount: epochCount, batchSize: batchSize, shardCount: 2, seed: 1)
        let observer = RecordingObserver()
        let outcome = try run(try trainer(rowCount: rowCount, plan, workers: 2), observer)

        // The same run by hand, step by step.
        let twin = try trainer(rowCount: rowCount, plan)
        let rows = try validation.dataset(partitionCount: 2)
        var rowsSoFar = 0
        var lastEpoch: [StepTotals] = []
        for record in observer.records {
            var sinceRecord: [StepTotals] = []
            while twin.completedSteps < record.step { sinceRecord.append(try twin.advance(by: 1)) }
            rowsSoFar += sinceRecord.reduce(0) { $0 + $1.rowCount }
            #expect(record.rowCount == rowsSoFar)
            #expect(isNear(record.trainLoss, meanLoss(sinceRecord)), "step \(record.step)")
            lastEpoch = (record.step - 1) / stepsPerEpoch == epochCount - 1 ? lastEpoch + sinceRecord : []
            if let metrics = record.validation {
                #expect(metrics == twin.evaluate(on: rows), "step \(record.step)")
            }
        }
        #expect(isNear(outcome.trainLoss, meanLoss(lastEpoch)))
        #expect(outcome.validation == observer.records.last?.validation)
    }

    private func meanLoss(_ spans: [StepTotals]) -> Double {
        spans.reduce(0) { $0 + $1.lossSum } / Double(spans.reduce(0) { $0 + $1.rowCount })
    }

    /// Equal but for the order of a few thousand additions in double precision.
    private func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-12 * abs(b) }

    @Test("needs no rows to validate on")
    func noValidation() throws {
        let plan = TrainingPlan(epochCount: 2, batchSize: 5, shardCount: 2, seed: 1)
        let empty = try Dataset(
            everyRowOf: TableSource(featureNames: ["a", "b", "c"], targetName: "y", features: [], targets: []),
            storage: .float32, partitionCount: 2, workers: Workers(count: 2), kernels: kernels)
        for validation in [nil, empty] {
            let observer = RecordingObserver()
            let outcome = try TrainingLoop(try trainer(rowCount: 20, plan), validation: validation).run([observer])
            #expect(outcome.validation == nil && outcome.stepCount == 8)
            #expect(observer.records.allSatisfy { $0.validation == nil })
        }
    }

    @Test("records no more than a hundred of many epochs that nobody validates, and knows the loss of the last one")
    func manyEpochs() throws {
        let plan = TrainingPlan(epochCount: 730, batchSize: 5, shardCount: 2, seed: 1)
        let observer = RecordingObserver()
        let outcome = try TrainingLoop(try trainer(rowCount: 13, plan, workers: 2), validation: nil).run([observer])
        #expect(observer.records.map(\.step) == Array(stride(from: 22, to: 2189, by: 22)) + [2187, 2190])

        let twin = try trainer(rowCount: 13, plan)
        while twin.completedSteps < 2187 { try twin.advance(by: 1) }
        #expect(isNear(outcome.trainLoss, meanLoss([try twin.advance(by: 1), try twin.advance(by: 2)])))
        #expect(outcome.stepCount == 2190 && outcome.rowCount == 13 * 730)
    }

    @Test("ends with an observer's error")
    func observerError() throws {
        struct Full: Error {}
        let plan = TrainingPlan(epochCount: 2, batchSize: 5, shardCount: 2, seed: 1)
        let trainer = try trainer(rowCount: 50, plan)
        let observer = RecordingObserver(onRecord: { if $0.step == 7 { throw Full() } })
        #expect(throws: Full.self) { try run(trainer, observer) }
        #expect(trainer.completedSteps == 7 && observer.records.last?.step == 7)
    }

    @Test("tells once of a loss that grows a thousandfold", arguments: [1e-3, 3] as [Float])
    func growth(learningRate: Float) throws {
        let problem = Problem(rowCount: 50, featureCount: 3, seed: 7)
        let trainer = try problem.trainer(
            TrainingPlan(epochCount: 10, batchSize: 10, shardCount: 2, seed: 1), learningRate: learningRate)
        let observer = RecordingObserver()
        _ = try run(trainer, observer)
        let lowest = observer.spans.prefix { $0.step < observer.growths.first?.step ?? .max }.map(\.trainLoss).min()
        #expect(observer.growths.count == (learningRate > 1 ? 1 : 0))
        for growth in observer.growths {
            #expect(growth.lowestLoss == lowest && growth.loss > 1000 * growth.lowestLoss)
            #expect(growth.learningRate == learningRate)
        }
    }

    @Test("ends with the training's error")
    func divergence() throws {
        var problem = Problem(rowCount: 50, featureCount: 3, seed: 7)
        problem.targets[20] = .infinity
        let trainer = try problem.trainer(
            TrainingPlan(epochCount: 2, batchSize: 50, shardCount: 2, seed: 1), learningRate: rate)
        let divergence = #expect(throws: Divergence.self) { try run(trainer, RecordingObserver()) }
        #expect(divergence?.step == 1)
    }
}
