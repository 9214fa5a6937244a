import Lockstep

let kernels = try InstructionSet.best().kernels
let rows = SyntheticRegression(seed: 1, rowCount: 100_000, featureCount: 8, noise: 0.01, kernels: kernels)
let model = LinearModel(featureCount: 8, kernels: kernels)
let job = try TrainingJob(model, on: rows, optimizer: Optimizer(learningRate: 0.03, kernels: kernels), epochs: 3)
for try await event in job.events() {
    if case .record(let record) = event { print("step \(record.step): loss \(record.trainLoss)") }
    if case .finished(let result) = event { print("weights \(result.values(of: "weight")!), \(result.digest)") }
}
