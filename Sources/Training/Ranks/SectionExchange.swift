import KernelTable
import NUMA
import Ranks

/// A section of the parameters whose gradient is completed at once. It consists of blocks, of which each rank owns
/// some; this brings their sums to their owners.
final class SectionExchange {
    /// Where its part of the gradient starts, as the model reports it; the section does not start before that.
    let part: Int
    /// Its blocks.
    let blocks: Range<Int>
    /// The blocks of this rank.
    let ownBlocks: Range<Int>
    /// The section's first number.
    var start: Int { numbers.lowerBound }
    /// The parameters, by the ranks that own them.
    let parameterParts: Parts
    /// The blocks' shares in the squared norm, by the ranks that own the blocks.
    let normParts: Parts
    /// For each root, at the index of its shard: where the numbers of its gradient that this rank owns arrive, or
    /// already are.
    let roots: NodeMemory<UnsafeMutablePointer<Float>>
    /// Parts of this rank's roots that go to the others, and parts of their roots that come here.
    private let messages: NodeMemory<Message>
    private let slots: NodeMemory<Float>
    private let numbers: Range<Int>
    private let shards: Range<Int>
    /// The tree over this rank's shards, which are a single subtree whenever this is used.
    private let ownTree: ShardTree
    private let gradients: UnsafePointer<UnsafeMutablePointer<Float>>
    private let add: KernelTable.Add
    /// For each pair of this rank's shards, at the index of its right member: how many times a worker has arrived.
    private let arrivals: AtomicWords

    /// - Parameters:
    ///   - total: where sums over all shards come together, counted from the first parameter.
    init(
        part: Int, blocks: Range<Int>, of memory: ParameterMemory, _ ranks: Communicator, _ tree: RankTree,
        gradients: UnsafePointer<UnsafeMutablePointer<Float>>, total: UnsafeMutablePointer<Float>,
        kernels: KernelTable
    ) throws(NUMAError) {
        func numbers(_ blocks: Range<Int>) -> Range<Int> {
            guard let first = blocks.first, let last = blocks.last else { return 0..<0 }
            let all = memory.blocks.baseAddress
            return all[first].numbers.lowerBound..<all[last].numbers.upperBound
        }
        let blocksOfRanks = (0..<ranks.size).map { rank in
            let share = ranks.share(ofRank: rank, of: blocks.count)
            return blocks.lowerBound + share.lowerBound..<blocks.lowerBound + share.upperBound
        }
        let numbersOfRanks = blocksOfRanks.map(numbers)
        let own = numbersOfRanks[ranks.rank]
        self.part = part
        self.blocks = blocks
        self.numbers = numbers(blocks)
        self.gradients = gradients
        ownBlocks = blocksOfRanks[ranks.rank]
        shards = ranks.share(of: tree.shardCount)
        ownTree = ShardTree(shardCount: shards.count)
        add = kernels.add
        arrivals = try AtomicWords(count: shards.count)
        parameterParts = Parts(from: numbers(blocks).lowerBound, counts: numbersOfRanks.map(\.count))
        // A double is two words.
        normParts = Parts(from: 2 * blocks.lowerBound, counts: blocksOfRanks.map { 2 * $0.count })
        let slotCount = tree.rootCount - Set(tree.roots[ranks.rank] + [0]).count
        slots = try NodeMemory(count: slotCount * own.count)
        roots = try NodeMemory(count: tree.shardCount)

        var messages: [Message] = []
        var slot = slots.baseAddress
        for rank in 0..<ranks.size {
            for root in tree.roots[rank] {
                guard rank != ranks.rank else {
                    (roots.baseAddress + root).initialize(to: gradients[root])
                    continue
                }
                if root == 0 {
                    (roots.baseAddress + root).initialize(to: total)
                } else {
                    (roots.baseAddress + root).initialize(to: slot - own.lowerBound)
                    slot += own.count
                }
                messages.append(
                    .received(
                        into: roots.baseAddress[root] + own.lowerBound, wordCount: own.count, fromRank: rank))
            }
            let theirs = numbersOfRanks[rank]
            for root in tree.roots[ranks.rank] where rank != ranks.rank {
                messages.append(.sent(gradients[root] + theirs.lowerBound, wordCount: theirs.count, toRank: rank))
            }
        }
        self.messages = try NodeMemory(copying: messages)
    }

    /// Messages of a step.
    var messageCount: Int { messages.count }

    /// Sends and receives what is exchanged; collective.
    func begin(in pending: PendingMessages) {
        pending.begin(messages.elements)
    }

    /// Records that the section is complete in a shard's gradient, and folds what that completes. True for the last of
    /// this rank's shards, which are a single subtree.
    func foldWhole(ofShard shard: Int) -> Bool {
        let (first, numbers) = (shards.lowerBound, numbers)
        return ownTree.climb(from: shard - first, arrivals) { right, left in
            add(
                gradients[first + left] + numbers.lowerBound, gradients[first + right] + numbers.lowerBound,
                numbers.count)
        }
    }
}

extension SectionExchange {
    /// Sections with fewer blocks for each rank, of 32 KiB each, are not worth messages of their own.
    private static let fewestBlocksOfRank = 4

    /// Where the sections of a model start: the part of the gradient and the block, ascending. A part that is too small
    /// joins the one before it, and so does the start of a part that is not the start of a block.
    static func starts(
        atParts parts: [Int], _ blocks: UnsafeBufferPointer<ParameterBlock>, rankCount: Int
    ) -> [(part: Int, block: Int)] {
        var starts: [(part: Int, block: Int)] = []
        var end = blocks.count
        for part in parts.dropFirst().reversed() {
            let block = blocks.firstIndex { $0.numbers.lowerBound >= part } ?? blocks.count
            guard end - block >= fewestBlocksOfRank * rankCount else { continue }
            starts.append((part, block))
            end = block
        }
        return [(0, 0)] + starts.reversed()
    }
}
