import Datasets
import Dispatch
import Files
import Kernels
import Models
import Optimizers
import TestSupport
import Testing
import Training

@Suite("A training job")
struct TrainingJobTests {
    private let source = SyntheticRegression(
        seed: 3, rowCount: 5000, featureCount: 4, weights: [1, -2, 3, 0.5], bias: 4, noise: 0.01, kernels: kernels)

    private func job(seed: UInt64 = 1, epochs: Int = 3) throws -> TrainingJob {
        try TrainingJob(
            LinearModel(featureCount: 4, kernels: kernels), on: source,
            optimizer: Optimizer(learningRate: 0.1, kernels: kernels), epochs: epochs, batchSize: 50, seed: seed)
    }

    @Test("tells of its history and ends with its result")
    func events() async throws {
        var epochs: [Int] = []
        var progressSteps: [Int] = []
        var result: TrainingResult?
        for try await event in try job().events() {
            #expect(result == nil)
            switch event {
            case .progress(let progress): progressSteps.append(progress.step)
            case .record(let record): if record.validation != nil { epochs.append(record.epoch) }
            case .growth, .warning: Issue.record("\(event)")
            case .finished(let last): result = last
            }
        }
        #expect(epochs == [1, 2, 3])
        #expect(progressSteps == progressSteps.sorted() && progressSteps.last == 270)
        let end = try #require(result)
        #expect(end.outcome.stepCount == 270 && !end.outcome.wasInterrupted)
        for (found, true_) in zip(try #require(end.values(of: "weight")), source.weights) {
            #expect(abs(found - true_) < 0.01)
        }
        #expect(end.values(of: "wieght") == nil)
        let predictions = end.predictions(for: [0, 0, 0, 0, 1, 1, 1, 1]).values
        #expect(abs(predictions[0] - 4) < 0.01 && abs(predictions[1] - 6.5) < 0.01)
    }

    @Test("leaves a file that other software reads")
    func file() async throws {
        let folder = try ScratchFolder()
        let result = try await job().run()
        try result.save(to: folder.file("model"))
        let file = try Safetensors.File(reading: folder.file("model"))
        #expect(try file.floats("weight", shape: [1, 4]) == result.values(of: "weight"))
        #expect(try file.floats("bias", shape: [1]) == result.values(of: "bias"))
        #expect(file.metadata["digest"] == "\(result.digest)")
    }

    @Test("gives the same bits each time, whatever the workers, and beside another one")
    func twoAtOnce() async throws {
        let (first, second) = (try job(seed: 1), try job(seed: 2))
        let alone = [try await first.run().digest, try await second.run().digest]
        #expect(alone[0] != alone[1])
        async let one = first.run()
        async let two = second.run()
        #expect(try await [one.digest, two.digest] == alone)
        var other = first
        other.machine = machine(workers: 3, instructionSet: InstructionSet.available[0])
        #expect(try await other.run().digest == alone[0])
    }

    @Test("stops where its task is cancelled, and goes on from its checkpoint with the same bits")
    func cancellation() async throws {
        let folder = try ScratchFolder()
        var job = try job(epochs: 4000)
        let whole = try await job.run()
        job.checkpoints = .init(in: CheckpointFolder(path: folder.file("checkpoints")), of: "a job")
        let (progress, told) = AsyncStream.makeStream(of: Void.self)
        let isCancelled = DispatchSemaphore(value: 0)
        let stopped = Task { [job] in
            try await job.run {
                guard case .progress = $0 else { return }
                told.yield()
                isCancelled.wait()
            }
        }
        for await _ in progress { break }
        stopped.cancel()
        isCancelled.signal()
        await #expect(throws: CancellationError.self) { try await stopped.value }
        let step = try #require(try job.checkpoints?.folder.steps().first)
        #expect(step > 0 && step < whole.outcome.stepCount)
        #expect(try await job.run().digest == whole.digest)
    }

    @Test("stops where nobody reads its events any more")
    func unreadEvents() async throws {
        // Far longer than anybody waits.
        for try await event in try job(epochs: 10_000_000).events() {
            if case .progress = event { break }
        }
    }

    @Test("ends with the error of a training that diverges")
    func divergence() async throws {
        var job = try job()
        job.optimizer = Optimizer(learningRate: 1e6, kernels: kernels)
        await #expect(throws: Divergence.self) { try await job.run() }
    }
}
