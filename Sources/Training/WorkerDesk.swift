/// A worker's own memory: the model's scratch, the places of the rows that it sums now, and of those that it will most
/// likely sum next, so that they are prefetched meanwhile and picked once.
package struct WorkerDesk: BitwiseCopyable {
    private struct State: BitwiseCopyable {
        /// The shard that was picked ahead; nil for none.
        var ahead: ShardClaim?
        /// Which side of the desk it lies on.
        var side = 0
        /// The number of its places.
        var count = 0
    }

    private static let stateBytes = 128
    private let state: UnsafeMutablePointer<State>
    private let sides: UnsafeMutablePointer<UInt32>
    private let capacity: Int
    /// Numbers for the model to work with.
    package let scratch: UnsafeMutablePointer<Float>

    /// Bytes of memory for shards of at most `largestShard` rows and a model that asks for `scratchCount` numbers.
    package static func byteCount(largestShard: Int, scratchCount: Int) -> Int {
        placesEnd(largestShard) + scratchCount * MemoryLayout<Float>.stride
    }

    private static func placesEnd(_ largestShard: Int) -> Int {
        stateBytes + 2 * paddedCapacity(largestShard) * MemoryLayout<UInt32>.stride
    }

    private static func paddedCapacity(_ largestShard: Int) -> Int { (largestShard + 31) / 32 * 32 }

    /// A desk in memory that outlives it, `byteCount` bytes and aligned to a cache line; nothing is picked ahead.
    package init(_ memory: UnsafeMutablePointer<UInt8>, largestShard: Int) {
        let raw = UnsafeMutableRawPointer(memory)
        state = raw.bindMemory(to: State.self, capacity: 1)
        capacity = Self.paddedCapacity(largestShard)
        sides = (raw + Self.stateBytes).bindMemory(to: UInt32.self, capacity: 2 * capacity)
        scratch = (raw + Self.placesEnd(largestShard)).assumingMemoryBound(to: Float.self)
        clear()
    }

    /// Forgets what was picked ahead.
    package func clear() {
        state.initialize(to: State())
    }

    /// The places of a claimed shard, picked now unless they were picked ahead, and those of the upcoming one, picked
    /// ahead. Both are valid until the next call.
    /// - Parameter pick: writes the places of a shard and returns their number.
    @inline(__always)
    package func places(
        of claim: ShardClaim, upcoming: ShardClaim?, _ pick: (ShardClaim, UnsafeMutablePointer<UInt32>) -> Int
    ) -> (current: UnsafeBufferPointer<UInt32>, next: UnsafeBufferPointer<UInt32>) {
        let before = state.pointee
        let isPicked = before.ahead == claim
        let side = isPicked ? before.side : 0
        let current = sides + side * capacity
        let currentCount = isPicked ? before.count : pick(claim, current)
        let next = sides + (1 - side) * capacity
        let nextCount = upcoming.map { pick($0, next) } ?? 0
        // Whatever was picked ahead before may be overwritten by now.
        state.pointee = State(ahead: upcoming, side: 1 - side, count: nextCount)
        return (
            UnsafeBufferPointer(start: current, count: currentCount),
            UnsafeBufferPointer(start: next, count: nextCount)
        )
    }
}
