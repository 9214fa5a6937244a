import Datasets
import Kernels
import Models
import Optimizers
import Studies
import Testing
import Training

@Suite("A proof of the same bits")
struct SameBitsProofTests {
    private static let kernels = InstructionSet.available[0].kernels
    private static let source = SyntheticRegression(
        seed: 3, rowCount: 1000, featureCount: 4, weights: [1, -2, 3, 0.5], bias: 4, noise: 0.01, kernels: kernels)
    private let machine = MachinePlan(workerCount: 4, instructionSet: InstructionSet.available[0])

    private func job() throws -> TrainingJob {
        try TrainingJob(
            LinearModel(featureCount: 4, kernels: Self.kernels), on: Self.source,
            optimizer: Optimizer(learningRate: 0.1, kernels: Self.kernels), epochs: 3, batchSize: 50, seed: 1)
    }

    @Test("holds for a training job, and tells of each of its trainings")
    func trainingJob() async throws {
        var told: [String] = []
        let proof = try TrainingJob.verify(on: machine, tell: { told.append("\($0)") }) { _ in try job() }
        #expect(proof.holds)
        #expect(told == proof.runs.map(\.description))
        let each = ["1 worker", "2 workers", "3 workers", "4 workers", "7 workers", "stopped in mid-epoch and resumed"]
        #expect(told == InstructionSet.available.flatMap { set in each.map { "\(set.rawValue), \($0)" } })
        #expect(try await job().run().digest == proof.runs[0].digest)
    }

    @Test("fails where a training is not the same for 3 workers", arguments: [false, true])
    func broken(isBroken: Bool) throws {
        let job = try job()
        let (training, validation) = try job.datasets()
        let proof = try SameBitsProof(on: machine) { _ in
        } prepare: { _ in
            SameBitsProof.Subject(validation: validation) { machine in
                var plan = job.plan
                if isBroken, machine.workerCount == 3 { plan.seed += 1 }
                return try Trainer(
                    model: job.model, optimizer: job.optimizer, dataset: training, plan: plan, machine: machine)
            }
        }
        #expect(proof.holds != isBroken)
    }
}
