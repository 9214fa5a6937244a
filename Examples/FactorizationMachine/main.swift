// A model of one's own, trained on all cores: a factorization machine (Rendle, Factorization Machines, 2010) on ratings
// that users gave to items, each known by an embedding.

import Lockstep
import Options

/// Ratings of made-up users and items: row i is drawn from the seed and i alone.
struct Ratings: RowSource {
    let rowCount = 40_000
    let userCount = 200
    let itemCount = 50
    let kernels: KernelTable
    let featureNames = FeatureNames.named(["user", "item"])
    let targetName = "rating"
    let classes: ClassLabels? = nil
    let scratchCount = 0

    func writeRow(_ index: Int, to record: RowRecord, scratch: UnsafeMutablePointer<Float>) {
        let (user, item) = withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 32) { words in
            kernels.philox(RandomStream(seed: 7, purpose: .rows), UInt64(index), 0, words.baseAddress!)
            return (Int(words[0]) % userCount, Int(words[1]) % itemCount)
        }
        (record.features[0], record.features[1]) = (Float(user), Float(item))
        // Users like the items of their own taste, of which there are five.
        record.target = 3 + (user % 5 == item % 5 ? 2 : 0) - Float(item % 3) / 2
    }
}

/// ŷ = b + wᵤ + wᵢ + ⟨vᵤ, vᵢ⟩: equation 1 of the paper, for one user u and one item i.
struct FactorizationMachine: ModelDefinition {
    let userCount: Int
    let itemCount: Int
    let factorCount = 8
    let featureCount = 2
    let task = LearningTask.regression

    var parameters: [Parameter] {
        [
            .bias("bias", outputs: 1),
            .table("users.weight", count: userCount, columns: 1, initial: .zeros),
            .table("items.weight", count: itemCount, columns: 1, initial: .zeros),
            .table("users.factors", count: userCount, columns: factorCount, initial: .normal(deviation: 0.1)),
            .table("items.factors", count: itemCount, columns: factorCount, initial: .normal(deviation: 0.1)),
        ]
    }

    func outputs(of features: Tensor, _ parameters: Parameters, on tape: borrowing Tape) -> Tensor {
        let rowCount = features.shape[0]
        let users = features.slice(0..<1, axis: 1).reshaped(to: Shape(rowCount))
        let items = features.slice(1..<2, axis: 1).reshaped(to: Shape(rowCount))
        let single = parameters["users.weight"].gatherRows(users) + parameters["items.weight"].gatherRows(items)
        let pairs = parameters["users.factors"].gatherRows(users) * parameters["items.factors"].gatherRows(items)
        return single.sum(axis: 1) + pairs.sum(axis: 1) + parameters["bias"]
    }
}

func job(on machine: MachinePlan) throws -> TrainingJob {
    let kernels = machine.instructionSet.kernels
    let ratings = Ratings(kernels: kernels)
    let definition = FactorizationMachine(userCount: ratings.userCount, itemCount: ratings.itemCount)
    var job = try TrainingJob(
        TapeModel(definition, kernels: kernels), on: ratings,
        optimizer: Optimizer(rule: .adam(), learningRate: 0.01, kernels: kernels), epochs: 8)
    job.machine = machine
    return job
}

let options = try Options()
if options.verifies {
    let proof = try TrainingJob.verify(on: options.machine, tell: { print($0.digest, $0) }, job)
    guard proof.holds else { fatalError("the digests differ") }
}
var history: [MetricsRecord] = []
for try await event in try job(on: options.machine).events() {
    switch event {
    case .progress, .growth, .warning: break
    case .record(let record):
        history.append(record)
        if let validation = record.validation {
            print("epoch \(record.epoch): loss \(record.trainLoss), validation loss \(validation.loss)")
        }
    case .finished(let result):
        print("user 3 rates item 8: \(Float(result.predictions(for: [3, 8]).values[0]))")
        if let path = options.report {
            try RunPage(RunRecord(of: result, named: "ratings", history: history)).write(to: path)
        }
        print("digest \(result.digest)")
    }
}
