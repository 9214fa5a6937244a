import Datasets
import Kernels
import Models
import NUMA
import Ranks

/// Finds why a step cannot be taken: computes its shards again, one after the other, each on the rank that has its rows.
struct DivergenceSearch {
    let model: any Model
    let dataset: Dataset
    let minibatches: Minibatches
    /// Those of the step's epoch are prepared.
    let orders: EpochOrders
    /// The parameters before the step.
    let memory: ParameterMemory
    let buffers: ShardBuffers
    /// Nil where rows are dense.
    let sparse: SparseStepContext?
    /// The factor that all weights have in common.
    let weightScale: Float
    let ranks: Communicator

    /// The origin of the divergence. Collective.
    func origin(epoch: Int, stepOfEpoch: Int) -> Divergence.Origin {
        let own = ownOrigin(epoch: epoch, stepOfEpoch: stepOfEpoch)
        guard ranks.size > 1 else { return own }
        // Ranks have their shards in order.
        let origins = own.words.map { ranks.allGather(word: $0) }
        return (0..<ranks.size).lazy.map { rank in
            Divergence.Origin(words: origins.map { $0[rank] }, ofRows: dataset.origin)
        }.first { $0 != .update } ?? .update
    }

    /// The origin of the divergence among the shards whose rows are here.
    private func ownOrigin(epoch: Int, stepOfEpoch: Int) -> Divergence.Origin {
        for shard in dataset.held {
            let places = orders.places(minibatches.places(ofShard: shard, step: stepOfEpoch), of: shard, in: epoch)
            let step = epoch * minibatches.stepsPerEpoch + stepOfEpoch
            if let origin = origin(in: shard, places, step) { return origin }
        }
        return .update
    }

    private func origin(in shard: Int, _ places: [UInt32], _ step: Int) -> Divergence.Origin? {
        guard !places.isEmpty else { return nil }
        let whole = sums(shard, places, step)
        guard !whole.loss.isFinite || !whole.isGradientFinite else { return nil }
        for place in places {
            let sums = sums(shard, [place], step)
            let index = dataset.sourceRow(at: Int(place), ofPartition: shard)
            let row = Divergence.Row(index: index, name: dataset.origin.name(ofRow: index), shard: shard)
            if !sums.loss.isFinite { return .loss(sums.loss, of: row) }
            if !sums.isGradientFinite { return .gradient(of: row) }
        }
        return .shard(shard)
    }

    private func sums(_ shard: Int, _ places: [UInt32], _ step: Int) -> (loss: Float, isGradientFinite: Bool) {
        if let sparse { return sums(shard, places, step, sparse) }
        let gradient = buffers.gradients.baseAddress[dataset.held.lowerBound]
        let count = model.layout.count
        let entry = orders.entry(shard, step / minibatches.stepsPerEpoch).pointee
        places.withUnsafeBufferPointer { places in
            var rows = GatheredRows(
                features: entry.features, targets: entry.targets, weights: entry.weights, places: places.baseAddress!,
                count: places.count)
            if let writer = orders.writers[shard] {
                rows = buffers.scratches.baseAddress[0].rows.make(
                    places.baseAddress!, count: places.count, by: writer, form: entry.features)
            }
            model.sumGradient(
                ofStep: step, shard: shard, over: rows, upcoming: rows.slice(0..<0), prefetchDistance: 0,
                parameters: memory.parameters.baseAddress, scratch: buffers.scratches.baseAddress[0].forModel,
                into: gradient
            ) { _ in }
        }
        return (gradient[count], UnsafeBufferPointer(start: gradient, count: count).areFinite)
    }

    private func sums(
        _ shard: Int, _ places: [UInt32], _ step: Int, _ sparse: SparseStepContext
    ) -> (loss: Float, isGradientFinite: Bool) {
        let entry = orders.entry(shard, step / minibatches.stepsPerEpoch).pointee
        places.withUnsafeBufferPointer { places in
            let rows = GatheredRows(
                features: entry.features, targets: entry.targets, weights: entry.weights, places: places.baseAddress!,
                count: places.count)
            sparse.sumGradient(
                over: rows, upcoming: rows.slice(0..<0), prefetchDistance: 0,
                parameters: memory.parameters.baseAddress, scale: weightScale, shard: shard, worker: 0)
        }
        let result = sparse.contributions[shard]
        let derivatives = UnsafeBufferPointer(start: result.derivatives, count: places.count * sparse.shape.stride)
        let contributions = UnsafeBufferPointer(start: result.all, count: result.blockStarts[sparse.blockCount])
        return (
            result.tail[sparse.shape.head.biasCount],
            derivatives.areFinite && contributions.allSatisfy { $0.value.isFinite }
        )
    }
}
