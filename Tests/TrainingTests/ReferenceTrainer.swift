import Datasets
import Kernels
import Training

/// A training run in double precision and plain loops: the specification that the fast trainer is held against.
///
/// Rows are read one by one, added up one by one, and nothing is remembered but the parameters. Whoever reads this file
/// knows what a run computes; all that `Trainer` does otherwise, it does for speed.
struct ReferenceTrainer {
    /// A row: its features x and its target y.
    struct Row {
        var features: [Double]
        var target: Double
    }

    /// What a step saw, before it changed the parameters.
    struct Step {
        let rowCount: Int
        let lossSum: Double
    }

    let rows: [Row]
    let plan: TrainingPlan
    let learningRate: Double

    /// The parameters w and b of ŷ = w·x + b. A run begins with zeros.
    private(set) var weights: [Double]
    private(set) var bias = 0.0

    init(rows: [Row], plan: TrainingPlan, learningRate: Double) {
        self.rows = rows
        self.plan = plan
        self.learningRate = learningRate
        weights = Array(repeating: 0, count: rows[0].features.count)
    }

    // MARK: The run

    /// All epochs; answers the steps of each.
    mutating func train() -> [[Step]] {
        (0..<plan.epochCount).map { trainEpoch($0) }
    }

    /// One epoch: every row once, in minibatches of the next `batchSize` rows. The last minibatch may be short.
    mutating func trainEpoch(_ epoch: Int) -> [Step] {
        let order = order(ofEpoch: epoch)
        return stride(from: 0, to: order.count, by: plan.batchSize).map { start in
            takeStep(over: order[start..<min(start + plan.batchSize, order.count)])
        }
    }

    /// One step: the gradient of the loss, averaged over the minibatch's rows, times the learning rate, is subtracted.
    private mutating func takeStep(over batch: ArraySlice<Int>) -> Step {
        var lossSum = 0.0
        var weightGradient = [Double](repeating: 0, count: weights.count)
        var biasGradient = 0.0
        for row in batch.map({ rows[$0] }) {
            // ℓ = ½(ŷ − y)², so ∂ℓ/∂w = (ŷ − y) x and ∂ℓ/∂b = ŷ − y.
            let residual = prediction(for: row.features) - row.target
            lossSum += residual * residual / 2
            for (k, x) in row.features.enumerated() { weightGradient[k] += residual * x }
            biasGradient += residual
        }
        let batchCount = Double(batch.count)
        for k in weights.indices { weights[k] -= learningRate * weightGradient[k] / batchCount }
        bias -= learningRate * biasGradient / batchCount
        return Step(rowCount: batch.count, lossSum: lossSum)
    }

    /// ŷ = w·x + b.
    func prediction(for features: [Double]) -> Double {
        var sum = bias
        for (w, x) in zip(weights, features) { sum += w * x }
        return sum
    }

    // MARK: The order of rows

    /// The rows' numbers in the order in which an epoch reads them.
    ///
    /// Rows lie in P partitions. Position t of the epoch is row π(t div P) of partition t mod P, where π is a
    /// permutation of that partition for this epoch.
    func order(ofEpoch epoch: Int) -> [Int] {
        let partitions = partitions
        let permutations = partitions.indices.map { permutation(of: partitions[$0].count, partition: $0, epoch: epoch) }
        return rows.indices.map { position in
            let (place, partition) = position.quotientAndRemainder(dividingBy: partitions.count)
            return partitions[partition].lowerBound + permutations[partition][place]
        }
    }

    /// The partitions, as many as a step has shards: consecutive rows each, the first ones with a row more where the rows
    /// cannot be divided evenly.
    private var partitions: [Range<Int>] {
        var start = 0
        return (0..<plan.shardCount).map { partition in
            let size = rows.count / plan.shardCount + (partition < rows.count % plan.shardCount ? 1 : 0)
            defer { start += size }
            return start..<start + size
        }
    }

    /// The one thing that is taken from the code under test: the keyed permutation has tests of its own.
    private func permutation(of size: Int, partition: Int, epoch: Int) -> [Int] {
        let permutation = KeyedPermutation(
            size: size, epoch: epoch, partition: partition, seed: plan.seed, kernels: kernels)
        var places = [UInt32](repeating: 0, count: size)
        kernels.permute(permutation, 0, size, &places)
        return places.map(Int.init)
    }
}
