import Kernels
import Models
import NUMA
import Ranks

/// The exchange of a step's sums between ranks, and the memory for it.
///
/// Each rank folds what the tree lets it fold alone. The roots of that go to the others, and whoever has them folds the
/// rest in the same order. MPI adds nothing: the order of its own reductions is not promised.
///
/// - A small model's roots go whole to every rank, which updates all parameters.
/// - Of a large model, each rank owns some blocks of parameters: it gets their part of each root, updates them, and
///   gives them to all. The optimizer's state of a block is up to date on its owner only, until `gatherState`.
final class RankExchange {
    /// The processes.
    let ranks: Communicator
    /// The tree over all shards.
    let tree: RankTree
    /// The shards of this rank.
    let shards: Range<Int>
    /// Whether the ranks own blocks of parameters.
    let ownsBlocks: Bool
    /// Whether this rank's shards are one subtree, whose sum is at its first shard.
    let isOneSubtree: Bool
    /// The parameter blocks that this rank updates.
    let ownBlocks: Range<Int>
    /// Where the sums over all shards come together; numbers of other ranks' blocks are not there.
    let total: UnsafeMutablePointer<Float>
    /// The sum of all losses.
    var loss: Float { losses.baseAddress[0][0] }
    /// Seconds spent waiting for other ranks and for the network, so far.
    private(set) var seconds = 0.0

    private let gradients: UnsafePointer<UnsafeMutablePointer<Float>>
    private let memory: ParameterMemory
    private let add: KernelTable.Add
    private let parameterCount: Int
    private let ownNumbers: Range<Int>
    /// Of each root, known by its shard, where its gradient is; of a rank that owns blocks, only those are there.
    private let roots: NodeMemory<UnsafeMutablePointer<Float>>
    private let folds: NodeMemory<RankTree.Fold>
    private let joins: NodeMemory<RankTree.Fold>
    /// Of each root where its losses are.
    private let losses: NodeMemory<UnsafeMutablePointer<Float>>
    /// What all ranks get of all: for each rank its roots' gradients, where they go whole, its roots' losses, and a word.
    private let shared: NodeMemory<Float>
    private let sharedParts: Parts
    /// Own numbers of the others' roots.
    private let slots: NodeMemory<Float>
    private let parameterParts: Parts
    private let normParts: Parts
    /// All that goes between ranks that own blocks, until the update.
    private let messages: NodeMemory<Message>

    /// With more bytes of roots, ranks own blocks where there are several: about where that becomes faster in the table
    /// of `Benchmarks/exchange`.
    private static let mostBytesGathered = 32 << 10

    /// - Parameters:
    ///   - ranks: more than one.
    ///   - ownsBlocks: whether ranks own blocks of parameters; nil for what is faster.
    init(
        _ ranks: Communicator, shardCount: Int, buffers: ShardBuffers, memory: ParameterMemory, kernels: KernelTable,
        ownsBlocks: Bool? = nil
    ) throws(NUMAError) {
        let everyRank = 0..<ranks.size
        let tree = RankTree(
            shardCount: shardCount, blocks: everyRank.map { ranks.share(ofRank: $0, of: shardCount) })
        let count = memory.parameters.count
        let blockCount = memory.blocks.count
        let isLarge = tree.rootCount * count * MemoryLayout<Float>.stride > Self.mostBytesGathered
        let ownsBlocks = ownsBlocks ?? (isLarge && blockCount > 1)
        func blocks(ofRank rank: Int) -> Range<Int> {
            ownsBlocks ? ranks.share(ofRank: rank, of: blockCount) : 0..<blockCount
        }
        func numbers(ofRank rank: Int) -> Range<Int> {
            let blocks = blocks(ofRank: rank)
            guard let first = blocks.first, let last = blocks.last else { return 0..<0 }
            let all = memory.blocks.baseAddress
            return all[first].numbers.lowerBound..<all[last].numbers.upperBound
        }
        self.ranks = ranks
        self.tree = tree
        self.ownsBlocks = ownsBlocks
        self.memory = memory
        shards = ranks.share(of: shardCount)
        gradients = UnsafePointer(buffers.gradients.baseAddress)
        add = kernels.add
        parameterCount = count
        ownBlocks = blocks(ofRank: ranks.rank)
        let ownNumbers = numbers(ofRank: ranks.rank)
        self.ownNumbers = ownNumbers
        folds = try copy(tree.folds[ranks.rank])
        joins = try copy(tree.joins)

        let ownRoots = tree.roots[ranks.rank]
        isOneSubtree = ownRoots.count == 1
        let width = (ownsBlocks ? 0 : count) + ParameterLayout.lossCount
        sharedParts = Parts(counts: tree.roots.map { $0.count * width + ParameterLayout.lossCount })
        parameterParts = Parts(counts: everyRank.map { ownsBlocks ? numbers(ofRank: $0).count : 0 })
        // A double is two words.
        normParts = Parts(counts: everyRank.map { ownsBlocks ? 2 * blocks(ofRank: $0).count : 0 })
        shared = try NodeMemory(count: sharedParts.wordCount)
        slots = try NodeMemory(count: ownsBlocks ? (tree.rootCount - ownRoots.count) * ownNumbers.count : 0)
        losses = try NodeMemory(count: shardCount)
        roots = try NodeMemory(count: shardCount)

        var messages: [Message] = []
        var slot = slots.baseAddress
        for rank in everyRank {
            let part = shared.baseAddress + sharedParts.offset(ofRank: rank)
            for (index, root) in tree.roots[rank].enumerated() {
                let place = part + index * width
                (losses.baseAddress + root).initialize(to: place + width - ParameterLayout.lossCount)
                if !ownsBlocks {
                    (roots.baseAddress + root).initialize(to: place)
                } else if rank == ranks.rank {
                    (roots.baseAddress + root).initialize(to: gradients[root])
                } else {
                    (roots.baseAddress + root).initialize(to: slot - ownNumbers.lowerBound)
                    messages.append(.received(into: slot, wordCount: ownNumbers.count, fromRank: rank))
                    slot += ownNumbers.count
                }
            }
            guard ownsBlocks, rank != ranks.rank else { continue }
            let theirs = numbers(ofRank: rank)
            for root in ownRoots {
                messages.append(.sent(gradients[root] + theirs.lowerBound, wordCount: theirs.count, toRank: rank))
            }
            let own = sharedParts.range(ofRank: ranks.rank)
            messages.append(.sent(shared.baseAddress + own.lowerBound, wordCount: own.count, toRank: rank))
            messages.append(.received(into: part, wordCount: sharedParts.range(ofRank: rank).count, fromRank: rank))
        }
        self.messages = try copy(messages)
        total = roots.baseAddress[0]
    }

    // MARK: Sums

    /// Folds numbers of this rank's shards as far as the tree lets it.
    func foldOwn(_ range: Range<Int>) { fold(range, folds, gradients) }

    /// Folds the losses of this rank's shards likewise.
    func foldOwnLosses() { foldOwn(parameterCount..<parameterCount + ParameterLayout.lossCount) }

    /// Folds own numbers of all ranks' roots, in the tree's order; the sum is in `total`.
    func foldRoots(_ range: Range<Int>) { fold(range, joins, UnsafePointer(roots.baseAddress)) }

    /// So much at a time that it stays in the first-level cache.
    private func fold(
        _ range: Range<Int>, _ folds: borrowing NodeMemory<RankTree.Fold>,
        _ sums: UnsafePointer<UnsafeMutablePointer<Float>>
    ) {
        for start in stride(from: range.lowerBound, to: range.upperBound, by: 1024) {
            let count = min(1024, range.upperBound - start)
            for index in 0..<folds.count {
                let fold = folds.baseAddress[index]
                add(sums[fold.left] + start, sums[fold.right] + start, count)
            }
        }
    }

    // MARK: Exchanges, which all ranks do

    /// Exchanges this rank's folded gradients and losses for the others', and adds the losses up.
    /// - Parameter word: something to say.
    /// - Returns: whether any rank's word is not 0.
    func exchangeRoots(word: UInt32) -> Bool {
        let begin = monotonicSeconds()
        for root in tree.roots[ranks.rank] {
            losses.baseAddress[root].update(from: gradients[root] + parameterCount, count: ParameterLayout.lossCount)
            if !ownsBlocks { roots.baseAddress[root].update(from: gradients[root], count: parameterCount) }
        }
        wordPlace(ofRank: ranks.rank).pointee = Float(bitPattern: word)
        if ownsBlocks {
            ranks.exchange(UnsafeBufferPointer(start: messages.baseAddress, count: messages.count))
        } else {
            ranks.allGather(in: shared.baseAddress, sharedParts)
        }
        fold(0..<ParameterLayout.lossCount, joins, UnsafePointer(losses.baseAddress))
        seconds += monotonicSeconds() - begin
        return (0..<ranks.size).contains { wordPlace(ofRank: $0).pointee.bitPattern != 0 }
    }

    /// Behind all else that a rank shares.
    private func wordPlace(ofRank rank: Int) -> UnsafeMutablePointer<Float> {
        shared.baseAddress + sharedParts.range(ofRank: rank).upperBound - ParameterLayout.lossCount
    }

    /// Gives all ranks the shares of all blocks in the gradient's squared norm.
    func gatherNorms() { gather(memory.blockNorms.baseAddress, normParts) }

    /// Gives all ranks the parameters.
    func gatherParameters() { gather(memory.parameters.baseAddress, parameterParts) }

    /// Gives all ranks the optimizer's whole state.
    func gatherState() {
        for kind in stride(from: 0, to: memory.state.count, by: max(parameterCount, 1)) {
            gather(memory.state.baseAddress + kind, parameterParts)
        }
    }

    private func gather(_ memory: UnsafeMutableRawPointer, _ parts: Parts) {
        guard ownsBlocks else { return }
        let begin = monotonicSeconds()
        ranks.allGather(in: memory, parts)
        seconds += monotonicSeconds() - begin
    }
}

private func copy<Element: BitwiseCopyable>(_ elements: [Element]) throws(NUMAError) -> NodeMemory<Element> {
    let memory = try NodeMemory<Element>(count: elements.count)
    for (index, element) in elements.enumerated() { (memory.baseAddress + index).initialize(to: element) }
    return memory
}
