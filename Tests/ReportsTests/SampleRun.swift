import Datasets
import Kernels
import Models
import NUMA
import Optimizers
import Training

/// A run of 2 epochs of 5 steps, on 50 rows, with 10 more to validate on.
struct SampleRun {
    let trainer: Trainer
    let training: Dataset
    let validation: Dataset
    let machine: MachinePlan

    init(_ architecture: Architecture = .linearRegression(.squared), earlyStopping: EarlyStopping? = nil) throws {
        machine = MachinePlan(workerCount: 2, instructionSet: try .best())
        let kernels = machine.instructionSet.kernels
        let split = HeldOutSplit(rowCount: 60, fraction: 1 / 6, seed: 1, kernels: kernels)
        func dataset(_ source: some RowSource, _ part: HeldOutSplit.Part) throws -> Dataset {
            try Dataset(
                source, part: part, of: split, storage: .float32, partitionCount: 2, workers: Workers(count: 2),
                kernels: kernels)
        }
        if architecture.regressionLoss == nil {
            let rows = SyntheticClusters(
                seed: 1, rowCount: 60, featureCount: 3, classCount: 3, noise: 1, storage: .float32, kernels: kernels)
            (training, validation) = (try dataset(rows, .training), try dataset(rows, .validation))
        } else {
            let rows = SyntheticRegression(
                seed: 1, rowCount: 60, featureCount: 3, weights: nil, bias: nil, noise: 0.1, storage: .float32,
                kernels: kernels)
            (training, validation) = (try dataset(rows, .training), try dataset(rows, .validation))
        }
        trainer = try Trainer(
            model: architecture.makeModel(featureCount: 3, classCount: training.classes?.count, kernels: kernels),
            optimizer: Optimizer(learningRate: 0.1, kernels: kernels), dataset: training,
            plan: TrainingPlan(epochCount: 2, batchSize: 10, shardCount: 2, seed: 1, earlyStopping: earlyStopping),
            machine: machine)
    }

    /// Trains to the end.
    func run(_ observers: [any TrainingObserver] = [], validates: Bool = true) throws -> TrainingOutcome {
        try TrainingLoop(trainer, validation: validates ? validation : nil).run(observers)
    }
}
