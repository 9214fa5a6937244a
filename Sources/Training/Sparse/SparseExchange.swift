import NUMA
import Ranks

/// The exchange between ranks of what their shards of sparse rows contribute in a step.
///
/// Each rank gets the contributions of all shards, adds them up, and updates all parameters, as a single process does.
/// There are as many contributions as the rows have numbers, however wide the model is. Nothing is copied on the way:
/// each shard's contributions are sent from where they were computed to where they are added up.
final class SparseExchange {
    /// Seconds spent waiting for other ranks and for the network, so far.
    private(set) var seconds = 0.0

    private let ranks: Communicator
    private let shards: Range<Int>
    private let buffers: SparseBuffers
    /// Messages that come here, whose length is not known in advance, followed by those that go out, which each step
    /// fills in.
    private let messages: NodeMemory<Message>
    private let receivedCount: Int

    /// - Parameter ranks: more than one.
    init(_ ranks: Communicator, _ buffers: SparseBuffers) throws(NUMAError) {
        let shardCount = buffers.contributions.count
        self.ranks = ranks
        self.buffers = buffers
        shards = ranks.share(of: shardCount)
        var received: [Message] = []
        var sentCount = 0
        for distance in 1..<ranks.size {
            let peer = (ranks.rank + ranks.size - distance) % ranks.size
            for shard in ranks.share(ofRank: peer, of: shardCount) {
                buffers.forEachPart(ofShard: shard, numberCount: buffers.mostNumbers) {
                    received.append(.received(into: $0, wordCount: $1, fromRank: peer))
                }
            }
            for shard in shards { buffers.forEachPart(ofShard: shard, numberCount: 0) { _, _ in sentCount += 1 } }
        }
        receivedCount = received.count
        messages = try NodeMemory(count: received.count + sentCount)
        for (index, message) in received.enumerated() { (messages.baseAddress + index).initialize(to: message) }
    }

    /// Gives all ranks the contributions of all shards. The sum of their tails shows whether any rank was asked to
    /// stop. Collective.
    func exchangeContributions(isAskedToStop: Bool) {
        let begin = monotonicSeconds()
        for shard in shards { buffers.markTail(ofShard: shard, isAskedToStop) }
        var next = messages.baseAddress + receivedCount
        for distance in 1..<ranks.size {
            let peer = (ranks.rank + distance) % ranks.size
            for shard in shards {
                buffers.forEachPart(ofShard: shard, numberCount: buffers.numberCount(ofShard: shard)) {
                    next.initialize(to: .sent($0, wordCount: $1, toRank: peer))
                    next += 1
                }
            }
        }
        ranks.exchange(messages.elements)
        seconds += monotonicSeconds() - begin
    }
}
