import Kernels
import Models
import NUMA
import Ranks

/// The exchange of a step's sums between ranks, and the memory for it.
///
/// Each rank folds what the tree lets it fold alone. It sends the roots of that to the others, and whoever gets them
/// folds the rest in the same order. MPI does no additions, since it does not promise the order of its own reductions.
///
/// - The roots of a small model go to every rank as a whole, and every rank updates all parameters.
/// - Of a large model, each rank owns some blocks of parameters. It gets their part of each root, updates them, and
///   sends them to all. Until `gatherState`, the optimizer's state of a block is up to date only on the rank that owns
///   it. If the gradient is completed section by section, each rank owns blocks of every section, and sections are sent
///   one by one.
final class RankExchange {
    /// The processes.
    let ranks: Communicator
    /// The tree over all shards.
    let tree: RankTree
    /// The shards of this rank.
    let shards: Range<Int>
    /// Whether this rank's shards are a single subtree, whose sum ends up at its first shard.
    let isOneSubtree: Bool
    /// Where the sums over all shards come together; numbers of blocks that other ranks own are missing.
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
    /// For each root, at the index of its shard: where its gradient is, if it goes to all ranks as a whole.
    private let roots: NodeMemory<UnsafeMutablePointer<Float>>
    /// For each root, at the index of its shard: where its losses are.
    private let losses: NodeMemory<UnsafeMutablePointer<Float>>
    /// What every rank gets from every rank: the gradients of its roots if they go as a whole, their losses, and a
    /// word.
    private let shared: NodeMemory<Float>
    private let sharedParts: Parts
    /// The sections of which ranks own blocks; empty if they own none.
    private let sections: [SectionExchange]
    private let parameterParts: [Parts]
    private let normParts: [Parts]
    /// Where the sums of this rank's blocks come together, if not in the gradient of one of its shards.
    private let sums: NodeMemory<Float>
    /// Messages for `shared`, if ranks own blocks.
    private let messages: NodeMemory<Message>
    private let pending: PendingMessages
    /// Sections, counted from the last, that were sent before the step's shards were done.
    private var sectionsBegun = 0

    /// If the roots have more bytes than this and there are several blocks, ranks own blocks: about where that becomes
    /// faster in the table of `Benchmarks/exchange`.
    private static let mostBytesGathered = 32 << 10

    /// - Parameters:
    ///   - ranks: more than one.
    ///   - gradientParts: where the parts of the gradient start that are completed one after the other, the last one
    ///     first.
    ///   - ownsBlocks: whether ranks own blocks of parameters; nil for whatever is faster.
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
            // Sections are sent before the shards are done only if each rank has a single sum to send.
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

    /// Folds numbers of this rank's shards as far as the tree allows.
    func foldOwn(_ range: Range<Int>) { fold(range, folds, gradients) }

    /// Folds the losses of this rank's shards likewise.
    func foldOwnLosses() { foldOwn(parameterCount..<parameterCount + ParameterLayout.lossCount) }

    /// Folds numbers that this rank owns over the roots of all ranks, in the tree's order; the sum is in `total`.
    func foldRoots(_ range: Range<Int>) {
        guard let section = sections.last(where: { $0.start <= range.lowerBound }) else {
            return fold(range, joins, UnsafePointer(roots.baseAddress))
        }
        fold(range, joins, UnsafePointer(section.roots.baseAddress))
    }

    /// Folds in pieces that stay in the first-level cache.
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

    /// Whether a block is folded and sent as soon as its section is complete.
    func isSentEarly(_ block: Int) -> Bool { sections.dropFirst().contains { $0.blocks.contains(block) } }

    /// Records that a shard's gradient is complete from where `part` starts to its end. A section that is now complete
    /// in all of this rank's shards is sent.
    ///
    /// Two threads never send at the same time, and sections are always sent in the same order: the thread that sends a
    /// section is still inside its own report of it, and without that shard's next report nobody can complete the next
    /// section.
    func sendIfWhole(_ part: Int, ofShard shard: Int) {
        guard sections.count > 1, let section = sections.last(where: { $0.part == part }) else { return }
        guard section.foldWhole(ofShard: shard) else { return }
        section.begin(in: pending)
        sectionsBegun += 1
    }

    // MARK: Exchanges, which all ranks do

    /// Exchanges this rank's folded gradients and losses for those of the others, and adds up the losses.
    /// - Parameter word: a word for the other ranks.
    /// - Returns: whether any rank's word is not 0.
    func exchangeRoots(word: UInt32) -> Bool {
        let begin = monotonicSeconds()
        for root in tree.roots[ranks.rank] {
            losses.baseAddress[root].update(from: gradients[root] + parameterCount, count: ParameterLayout.lossCount)
            if !ownsBlocks { roots.baseAddress[root].update(from: gradients[root], count: parameterCount) }
        }
        wordPlace(ofRank: ranks.rank).pointee = Float(bitPattern: word)
        if ownsBlocks {
            precondition(sectionsBegun == sections.count - 1, "parts of a gradient that were not reported")
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

    /// The word comes last in what a rank shares.
    private func wordPlace(ofRank rank: Int) -> UnsafeMutablePointer<Float> {
        shared.baseAddress + sharedParts.range(ofRank: rank).upperBound - ParameterLayout.lossCount
    }

    /// Gives all ranks the share of every block in the gradient's squared norm.
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
