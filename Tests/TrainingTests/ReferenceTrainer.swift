import Datasets
import Kernels
import Models
import Training

/// A training run in double precision and plain loops: the specification that the fast trainer is held against.
///
/// Rows are read one by one, added up one by one, and nothing is remembered but the parameters and the optimizer's
/// state. Whoever reads this file knows what a run computes; all that `Trainer` does otherwise, it does for speed.
struct ReferenceTrainer {
    /// A row: its features x and its target y, a number or the index of a class.
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
    /// The bytes of a row as it is stored, on which the order of blocks depends.
    let rowBytes: Int
    private(set) var network: ReferenceNetwork
    private var optimizer: ReferenceOptimizer
    private var stepCount = 0

    /// - Parameter model: gives the parameters to begin with, whose distribution has tests of its own.
    init(rows: [Row], rowBytes: Int, plan: TrainingPlan, recipe: Recipe, model: any Model) {
        self.rows = rows
        self.rowBytes = rowBytes
        self.plan = plan
        network = ReferenceNetwork(
            recipe.architecture, featureCount: model.featureCount, outputCount: model.outputCount)
        let initial = model.initialParameters(seed: plan.seed)
        network.parameters = model.layout.tensors.flatMap { $0.values(in: initial) }.map(Double.init)
        optimizer = ReferenceOptimizer(recipe, parameterCount: network.parameters.count)
    }

    var parameters: [Double] { network.parameters }

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

    /// One step: the optimizer follows the gradient of the loss, averaged over the minibatch's rows.
    private mutating func takeStep(over batch: ArraySlice<Int>) -> Step {
        var lossSum = 0.0
        var gradient = [Double](repeating: 0, count: network.parameters.count)
        for row in batch.map({ rows[$0] }) {
            lossSum += network.addGradient(of: row, to: &gradient)
        }
        let average = gradient.map { $0 / Double(batch.count) }
        let totalSteps = (rows.count + plan.batchSize - 1) / plan.batchSize * plan.epochCount
        optimizer.takeStep(
            stepCount, of: totalSteps, along: average, on: &network.parameters, isWeight: network.isWeight)
        stepCount += 1
        return Step(rowCount: batch.count, lossSum: lossSum)
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

    /// The partitions, as many as a step has shards: consecutive rows each, the first ones with a row more where the
    /// rows cannot be divided evenly.
    private var partitions: [Range<Int>] {
        var start = 0
        return (0..<plan.shardCount).map { partition in
            let size = rows.count / plan.shardCount + (partition < rows.count % plan.shardCount ? 1 : 0)
            defer { start += size }
            return start..<start + size
        }
    }

    /// Taken from the code under test: the keyed permutation has tests of its own.
    private func permutation(of size: Int, partition: Int, epoch: Int) -> [Int] {
        guard plan.order == .rows else {
            return referenceBlockOrder(
                size: size, rowBytes: rowBytes, epoch: epoch, partition: partition, seed: plan.seed)
        }
        let permutation = KeyedPermutation(
            size: size, epoch: epoch, partition: partition, seed: plan.seed, kernels: kernels)
        var places = [UInt32](repeating: 0, count: size)
        kernels.permute(permutation, 0, size, &places)
        return places.map(Int.init)
    }
}
