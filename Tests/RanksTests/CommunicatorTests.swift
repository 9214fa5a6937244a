import Ranks
import Testing

/// A process alone is its own first and only rank, and hears what it says.
@Suite("A process alone")
struct CommunicatorTests {
    let alone = Communicator.alone

    @Test("owns everything")
    func share() {
        #expect(alone.isFirst)
        #expect(alone.size == 1)
        for total in [0, 1, 7, 64] { #expect(alone.share(of: total) == 0..<total) }
    }

    @Test("gathers from itself")
    func gather() {
        #expect(alone.allGather([1, 2, 3]) == [[1, 2, 3]])
        #expect(alone.allGather("word") == ["word"])
        #expect(alone.allGather(word: 7) == [7])
        #expect(alone.allReduceMaximum(9) == 9)
        #expect(alone.broadcast(0.1) == 0.1)
        #expect(alone.broadcast(true))
        #expect(alone.hosts().count == 1)
        alone.barrier()
    }

    @Test("is what a process without a launcher joins")
    func join() throws {
        #expect(try Communicator.join().size == 1)
    }

    @Test("knows parts by their ranks")
    func parts() {
        let parts = Parts(counts: [3, 0, 5])
        #expect(parts.wordCount == 8)
        #expect((0..<3).map { parts.range(ofRank: $0) } == [0..<3, 3..<3, 3..<8])
        #expect((0..<3).map { Parts(from: 7, counts: [3, 0, 5]).range(ofRank: $0) } == [7..<10, 10..<10, 10..<15])
    }
}
