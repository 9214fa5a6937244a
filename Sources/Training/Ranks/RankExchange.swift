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
///   Where the gradient becomes whole in sections, each rank owns blocks of each, and they go out one by one.
final class RankExchange {
    /// The processes.
    let ranks: Communicator
    /// The tree over all shards.
    let tree: RankTree
    /// The shards of this rank.
    let shards: Range<Int>
    /// Whether this rank's shards are one subtree, whose sum is at its first shard.
    let isOneSubtree: Bool
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
    private let folds: NodeMemory<ShardTree.Fold>
    private let joins: NodeMemory<ShardTree.Fold>
    /// Of each root, known by its shard, where its gradient is, where it goes whole to all.
    private let roots: NodeMemory<UnsafeMutablePointer<Float>>
    /// Of each root where its losses are.
    private let losses: NodeMemory<UnsafeMutablePointer<Float>>
    /// What all ranks get of all: for each rank its roots' gradients, where they go whole, its roots' losses, and a word.
    private let shared: NodeMemory<Float>
    private let sharedParts: Parts
    /// What ranks own blocks of; none where they own none.
    private let sections: [SectionExchange]
    private let parameterParts: [Parts]
    private let normParts: [Parts]
    /// Where the sums of own blocks come together, if that is not in the gradient of an own shard.
    private let sums: NodeMemory<Float>
    /// What all get of all, between ranks that own blocks.
    private let messages: NodeMemory<Message>
    private let pending: PendingMessages
    /// Sections, from the last one on, that are on their way before the step's shards are done.
    private var sectionsBegun = 0

    /// With more bytes of roots, ranks own blocks where there are several: about where that becomes faster in the table
    /// of `Benchmarks/exchange`.
    private static let mostBytesGathered = 32 << 10

    /// - Parameters:
    ///   - ranks: more than one.
    ///   - gradientParts: where parts of the gradient begin that become whole one after the other, the last one first.
    ///   - ownsBlocks: whether ranks own blocks of parameters; nil for what is faster.
    init(
        _ ranks: Communicator, shardCount: Int, gradientParts: [Int], buffers: ShardBuffers, memory: ParameterMemory,
        kernels: KernelTable, ownsBlocks: Bool? = nil
    ) throws(NUMAError) {
        let everyRank = 0..<ranks.size
        let tree = RankTree(
            ShardTree(shardCount: shardCount), blocks: everyRank.map { ranks.share(ofRank: $0, of: shardCount) })
        let count = memory.parameters.count
        let blocks = memory.blocks.elements
        let isLarge = tree.rootCount * count * MemoryLayout<Float>.stride > Self.mostBytesGathered
        let ownsBlocks = ownsBlocks ?? (isLarge && blocks.count > 1)
        self.ranks = ranks
        self.tree = tree
        self.memory = memory
        isOneSubtree = tree.roots[ranks.rank].count == 1
        shards = ranks.share(of: shardCount)
        gradients = UnsafePointer(buffers.gradients.baseAddress)
        add = kernels.add
        parameterCount = count
        folds = try NodeMemory(copying: tree.folds[ranks.rank])
        joins = try NodeMemory(copying: tree.joins)

        let width = (ownsBlocks ? 0 : count) + ParameterLayout.lossCount
        sharedParts = Parts(counts: tree.roots.map { $0.count * width + ParameterLayout.lossCount })
        shared = try NodeMemory(count: sharedParts.wordCount)
        losses = try NodeMemory(count: shardCount)
        roots = try NodeMemory(count: shardCount)
        for rank in everyRank {
            for (index, root) in tree.roots[rank].enumerated() {
                let place = shared.baseAddress + sharedParts.offset(ofRank: rank) + index * width
                (losses.baseAddress + root).initialize(to: place + width - ParameterLayout.lossCount)
                (roots.baseAddress + root).initialize(to: place)
            }
        }

        sums = try NodeMemory(count: ownsBlocks && !ranks.isFirst ? count : 0)
        total = ownsBlocks ? (ranks.isFirst ? gradients[0] : sums.baseAddress) : roots.baseAddress[0]
        var sections: [SectionExchange] = []
        if ownsBlocks {
            // Sections go out before the shards are done only where that is one sum of each rank.
            let parts = tree.rootCount == ranks.size ? gradientParts : [0]
            let starts = SectionExchange.starts(atParts: parts, blocks, rankCount: ranks.size)
            for (index, start) in starts.enumerated() {
                let end = index + 1 < starts.count ? starts[index + 1].block : blocks.count
                sections.append(
                    try SectionExchange(
                        part: start.part, blocks: start.block..<end, of: memory, ranks, tree, gradients: gradients,
                        total: total, kernels: kernels))
            }
        }
        self.sections = sections
        parameterParts = sections.map(\.parameterParts)
        normParts = sections.map(\.normParts)
        var messages: [Message] = []
        let own = sharedParts.range(ofRank: ranks.rank)
        for rank in everyRank where ownsBlocks && rank != ranks.rank {
            let theirs = sharedParts.range(ofRank: rank)
            messages.append(.sent(shared.baseAddress + own.lowerBound, wordCount: own.count, toRank: rank))
            messages.append(
                .received(into: shared.baseAddress + theirs.lowerBound, wordCount: theirs.count, fromRank: rank))
        }
        self.messages = try NodeMemory(copying: messages)
        pending = PendingMessages(
            ranks, capacity: messages.count + sections.reduce(0) { $0 + $1.messageCount })
    }

    // MARK: Sums

    /// Folds numbers of this rank's shards as far as the tree lets it.
    func foldOwn(_ range: Range<Int>) { fold(range, folds, gradients) }

    /// Folds the losses of this rank's shards likewise.
    func foldOwnLosses() { foldOwn(parameterCount..<parameterCount + ParameterLayout.lossCount) }

    /// Folds own numbers of all ranks' roots, in the tree's order; the sum is in `total`.
    func foldRoots(_ range: Range<Int>) {
        guard let section = sections.last(where: { $0.start <= range.lowerBound }) else {
            return fold(range, joins, UnsafePointer(roots.baseAddress))
        }
        fold(range, joins, UnsafePointer(section.roots.baseAddress))
    }

    /// So much at a time that it stays in the first-level cache.
    private func fold(
        _ range: Range<Int>, _ folds: borrowing NodeMemory<ShardTree.Fold>,
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

    // MARK: Sections

    /// Whether the ranks own blocks of parameters.
    var ownsBlocks: Bool { !sections.isEmpty }

    /// Whether this rank updates a block.
    func owns(_ block: Int) -> Bool { sections.contains { $0.ownBlocks.contains(block) } }

    /// Whether a block is folded and sent as soon as its section is whole.
    func isSentEarly(_ block: Int) -> Bool { sections.dropFirst().contains { $0.blocks.contains(block) } }

    /// Takes note that a shard's gradient is whole from where a part of it begins. What is whole by that in all of this
    /// rank's shards goes out: whoever is the last with a section is that with the next one later, so that this is never done
    /// by two at once, nor in another order.
    func sendIfWhole(_ part: Int, ofShard shard: Int) {
        guard sections.count > 1, let section = sections.last(where: { $0.part == part }) else { return }
        guard section.foldWhole(ofShard: shard) else { return }
        section.begin(in: pending)
        sectionsBegun += 1
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
            precondition(sectionsBegun == sections.count - 1, "parts of a gradient of which nobody was told")
            sectionsBegun = 0
            sections[0].begin(in: pending)
            pending.begin(messages.elements)
            pending.finish()
        } else {
            ranks.allGather(in: shared.baseAddress, [sharedParts])
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

    private func gather(_ memory: UnsafeMutableRawPointer, _ parts: [Parts]) {
        guard ownsBlocks else { return }
        let begin = monotonicSeconds()
        ranks.allGather(in: memory, parts)
        seconds += monotonicSeconds() - begin
    }
}
