import Datasets
package import Kernels
import Models
package import NUMA
package import Ranks

/// Times the exchanges of steps without the steps, for benchmarks and to choose how ranks exchange.
package struct ExchangeTrial {
    private let exchange: RankExchange
    private let buffers: ShardBuffers
    private let memory: ParameterMemory

    /// - Parameters:
    ///   - ranks: more than one; each has one shard.
    ///   - parameterCount: how many parameters.
    ///   - ownsBlocks: whether ranks own blocks of parameters; nil to do what a training of this size does.
    package init(
        _ ranks: Communicator, parameterCount: Int, ownsBlocks: Bool? = nil, kernels: KernelTable
    ) throws(NUMAError) {
        let layout = ParameterLayout([.init(name: "weight", sizes: [1, parameterCount], role: .weight)])
        let placement = Placement(nodes: [])
        memory = try ParameterMemory(layout: layout, stateCount: 0, placement: placement)
        buffers = try ShardBuffers(
            gradientCount: layout.count + ParameterLayout.lossCount, scratchCount: 0, streamedRowBytes: 0,
            hasWeights: false,
            minibatches: Minibatches(rowCount: ranks.size, batchSize: ranks.size, shardCount: ranks.size),
            shards: ranks.share(of: ranks.size), workerCount: 1, placement: placement)
        exchange = try RankExchange(
            ranks, shardCount: ranks.size, gradientParts: [0], buffers: buffers, memory: memory, kernels: kernels,
            ownsBlocks: ownsBlocks)
    }

    /// Seconds that a step's exchange takes: the mean of `repeats`. Collective.
    package func seconds(repeats: Int) -> Double {
        exchange.ranks.barrier()
        let clock = ContinuousClock()
        let time = clock.measure {
            for _ in 0..<repeats {
                _ = exchange.exchangeRoots(word: 0)
                for block in 0..<memory.blocks.count where exchange.owns(block) {
                    exchange.foldRoots(memory.blocks.baseAddress[block].numbers)
                }
                exchange.gatherParameters()
            }
        }
        return time / .seconds(1) / Double(repeats)
    }
}
