import NUMA
import TestSupport
import Testing
import Training

@Suite("A worker's scratch")
struct WorkerDeskTests {
    private struct Owner: ~Copyable {
        let memory: NodeMemory<UInt8>
        let scratch: WorkerScratch

        init(_ size: WorkerScratch.Size) throws {
            memory = try NodeMemory(count: size.byteCount)
            scratch = WorkerScratch(memory.baseAddress, size)
        }
    }

    private let partitionSize = 40

    private func rows(_ shard: Int, _ epoch: Int, _ places: Range<Int>) -> ShardRows {
        ShardRows(shard: shard, epoch: epoch, places: places, partitionSize: partitionSize)
    }

    /// A number that tells where it was picked.
    private func number(_ rows: ShardRows, _ index: Int) -> UInt32 {
        UInt32(10_000 * rows.shard + 1000 * rows.epoch + rows.first + index)
    }

    /// Room for some rows, with what is missing picked.
    private func filled(_ scratch: WorkerScratch, _ rows: ShardRows) -> UnsafeMutablePointer<UInt32> {
        let room = scratch.room(for: rows)
        if let missing = room.missing {
            #expect(missing.first == rows.first && missing.count >= rows.count)
            #expect(missing.first + missing.count <= missing.partitionSize)
            for index in 0..<missing.count { room.places[index] = number(missing, index) }
        }
        return room.places
    }

    private func expect(_ places: UnsafeMutablePointer<UInt32>, hold rows: ShardRows) {
        #expect((0..<rows.count).map { places[$0] } == (0..<rows.count).map { number(rows, $0) })
    }

    /// Whatever a worker claims, guessed right or not, it gets the places of just that shard, and still has them when it
    /// has got the upcoming ones. More shards are claimed than the scratch has windows, as when a worker takes over others'.
    @Test(arguments: 0..<200)
    func givesThePlacesOfTheClaim(seed: Int) throws {
        var random = SplitMix(state: UInt64(seed))
        let largestShard = Int.random(in: 1...20, using: &random)
        let size = WorkerScratch.Size(largestShard: largestShard, shardCount: .random(in: 0...3, using: &random))
        let owner = try Owner(size)
        func anyRows() -> ShardRows {
            let first = Int.random(in: 0...partitionSize, using: &random)
            let count = Int.random(in: 0...min(largestShard, partitionSize - first), using: &random)
            return rows(.random(in: 0..<5, using: &random), .random(in: 0..<2, using: &random), first..<first + count)
        }
        for _ in 0..<100 {
            let current = anyRows()
            let places = filled(owner.scratch, current)
            if Bool.random(using: &random) {
                let upcoming = anyRows()
                expect(filled(owner.scratch, upcoming), hold: upcoming)
            }
            expect(places, hold: current)
        }
    }

    @Test("picks many small steps at once, and nothing twice", arguments: [1, 2])
    func picksOnce(shardCount: Int) throws {
        let owner = try Owner(WorkerScratch.Size(largestShard: 5, shardCount: shardCount))
        var picks = 0
        for step in 0..<partitionSize / 5 {
            for shard in 0..<shardCount {
                let room = owner.scratch.room(for: rows(shard, 0, 5 * step..<5 * step + 5))
                if let missing = room.missing {
                    #expect(missing.first == 0 && missing.count == partitionSize)
                    picks += 1
                }
            }
        }
        #expect(picks == shardCount)
    }

    @Test("picks a large shard by itself, ahead of its turn")
    func picksAhead() throws {
        let owner = try Owner(WorkerScratch.Size(largestShard: 1000, shardCount: 1))
        func shard(_ step: Int) -> ShardRows {
            ShardRows(shard: 0, epoch: 0, places: 1000 * step..<1000 * step + 1000, partitionSize: 100_000)
        }
        for step in 0..<10 {
            #expect((owner.scratch.room(for: shard(step)).missing == nil) == (step > 0))
            #expect(owner.scratch.room(for: shard(step + 1)).missing?.first == 1000 * step + 1000)
        }
    }

    @Test("keeps the model's scratch apart, at the begin of a cache line", arguments: [0, 1, 31, 32, 1000])
    func scratch(largestShard: Int) throws {
        let size = WorkerScratch.Size(largestShard: largestShard, shardCount: 3, scratchCount: 5)
        let owner = try Owner(size)
        let begin = UnsafeRawPointer(owner.scratch.forModel) - UnsafeRawPointer(owner.memory.baseAddress)
        #expect(begin % 64 == 0 && begin + 5 * 4 <= size.byteCount)
        for shard in 0..<4 {
            let room = owner.scratch.room(
                for: ShardRows(shard: shard, epoch: 0, places: 0..<largestShard, partitionSize: largestShard))
            let end = UnsafeRawPointer(room.places + largestShard) - UnsafeRawPointer(owner.memory.baseAddress)
            #expect(
                room.places >= UnsafeMutableRawPointer(owner.memory.baseAddress).assumingMemoryBound(to: UInt32.self))
            #expect(end <= begin)
        }
    }
}
