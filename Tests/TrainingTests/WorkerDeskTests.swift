import NUMA
import TestSupport
import Testing
import Training

@Suite("A worker's desk")
struct WorkerDeskTests {
    /// Whatever a worker claims, guessed right or not, it gets the places of just that shard. Claims come back to a
    /// guess that was passed over, as when a shard of the next step is stolen before the worker's own are published.
    @Test(arguments: 0..<200)
    func givesThePlacesOfTheClaim(seed: Int) throws {
        let largestShard = 5
        let memory = try NodeMemory<UInt8>(count: WorkerDesk.byteCount(largestShard: largestShard, scratchCount: 0))
        let desk = WorkerDesk(memory.baseAddress, largestShard: largestShard)
        var random = SplitMix(state: UInt64(seed))
        func anyClaim() -> ShardClaim {
            ShardClaim(step: .random(in: 0..<2, using: &random), shard: .random(in: 0..<3, using: &random))
        }
        for _ in 0..<100 {
            let claim = anyClaim()
            let upcoming = Bool.random(using: &random) ? anyClaim() : nil
            let (current, next) = desk.places(of: claim, upcoming: upcoming, write)
            #expect(Array(current) == places(claim))
            #expect(Array(next) == (upcoming.map(places) ?? []))
        }
    }

    @Test func picksWhatWasGuessedRightOnlyOnce() throws {
        let memory = try NodeMemory<UInt8>(count: WorkerDesk.byteCount(largestShard: 5, scratchCount: 0))
        let desk = WorkerDesk(memory.baseAddress, largestShard: 5)
        var picked: [ShardClaim] = []
        for step in 0..<10 {
            let claim = ShardClaim(step: step, shard: 1)
            _ = desk.places(of: claim, upcoming: ShardClaim(step: step + 1, shard: 1)) { claim, places in
                picked.append(claim)
                return write(claim, places)
            }
        }
        #expect(picked == (0...10).map { ShardClaim(step: $0, shard: 1) })
    }

    @Test("keeps the model's scratch apart, at the begin of a cache line", arguments: [0, 1, 31, 32, 1000])
    func scratch(largestShard: Int) throws {
        let size = WorkerDesk.byteCount(largestShard: largestShard, scratchCount: 5)
        let memory = try NodeMemory<UInt8>(count: size)
        let desk = WorkerDesk(memory.baseAddress, largestShard: largestShard)
        let begin = UnsafeRawPointer(desk.scratch) - UnsafeRawPointer(memory.baseAddress)
        #expect(begin % 64 == 0 && begin + 5 * 4 == size && begin >= 2 * 4 * largestShard)
    }

    /// Places that tell their shard: as many as its number says, none for the first.
    private func places(_ claim: ShardClaim) -> [UInt32] {
        (0..<claim.shard * 2).map { UInt32(100 * claim.step + 10 * claim.shard + $0) }
    }

    private func write(_ claim: ShardClaim, _ buffer: UnsafeMutablePointer<UInt32>) -> Int {
        let places = places(claim)
        for (index, place) in places.enumerated() { buffer[index] = place }
        return places.count
    }
}
