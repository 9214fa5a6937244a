/// A worker's own memory: the model's scratch, and the rows that it sums now and those that it will most likely sum
/// next, which are prefetched meanwhile.
///
/// A shard's places in consecutive steps follow each other in the order of its partition. So places are picked for many
/// small steps at a time, into windows on the orders.
package struct WorkerScratch: BitwiseCopyable {
    /// Two picks from the order of one shard: one holds the rows that are summed now, while the other may change.
    private struct Window: BitwiseCopyable {
        private var first = noRows
        private var second = noRows
        private(set) var isSecond = false

        var picked: ShardRows {
            get { isSecond ? second : first }
            set { if isSecond { second = newValue } else { first = newValue } }
        }

        mutating func turn() { isSecond.toggle() }
    }

    private static let noRows = ShardRows(shard: -1, epoch: -1, places: 0..<0, partitionSize: 0)
    private static let placesAtOnce = 128
    private let windows: UnsafeMutablePointer<Window>
    /// Windows are a power of two.
    private let windowMask: Int
    private let numbers: UnsafeMutablePointer<UInt32>
    private let capacity: Int
    /// Numbers for the model to work with.
    package let forModel: UnsafeMutablePointer<Float>
    /// Room for the rows of a shard that are made.
    package let rows: StreamedRows

    /// How many shards it serves, and how large they are.
    package struct Size: BitwiseCopyable {
        let windowCount: Int
        let capacity: Int
        let scratchCount: Int
        let rows: StreamedRows.Size

        /// For shards of at most `largestShard` rows, of which a worker has `shardCount` of its own. Other shards that
        /// it may take over share their windows.
        /// - Parameters:
        ///   - scratchCount: numbers that the model asks for.
        ///   - streamedRowBytes: bytes of a row that is made here; 0 where rows are kept elsewhere.
        ///   - hasWeights: whether rows have weights.
        package init(
            largestShard: Int, shardCount: Int, scratchCount: Int = 0, streamedRowBytes: Int = 0,
            hasWeights: Bool = false
        ) {
            self.scratchCount = scratchCount
            rows = StreamedRows.Size(
                rowCount: streamedRowBytes > 0 ? largestShard : 0, rowBytes: streamedRowBytes, hasWeights: hasWeights)
            windowCount = 1 << (Int.bitWidth - max(shardCount - 1, 0).leadingZeroBitCount)
            let shards = max(placesAtOnce / max(largestShard, 1), 1)
            capacity = (largestShard * shards + 31) / 32 * 32
        }

        /// Bytes of it.
        package var byteCount: Int { rowsOffset + rows.byteCount }

        var numbersOffset: Int { (windowCount * MemoryLayout<Window>.stride + 127) / 128 * 128 }
        var scratchOffset: Int { numbersOffset + windowCount * 2 * capacity * MemoryLayout<UInt32>.stride }
        var rowsOffset: Int { (scratchOffset + scratchCount * MemoryLayout<Float>.stride + 127) / 128 * 128 }
    }

    /// Scratch in memory that outlives it, of as many bytes as `size` says and aligned to a cache line.
    package init(_ memory: UnsafeMutablePointer<UInt8>, _ size: Size) {
        let raw = UnsafeMutableRawPointer(memory)
        windowMask = size.windowCount - 1
        capacity = size.capacity
        windows = raw.bindMemory(to: Window.self, capacity: size.windowCount)
        windows.initialize(repeating: Window(), count: size.windowCount)
        numbers = (raw + size.numbersOffset).bindMemory(to: UInt32.self, capacity: size.windowCount * 2 * capacity)
        forModel = (raw + size.scratchOffset).assumingMemoryBound(to: Float.self)
        rows = StreamedRows(raw + size.rowsOffset, size.rows)
    }

    /// Room for the places of a shard's rows.
    package struct Room: BitwiseCopyable {
        /// Where the places are, or will be once `missing` is picked; valid until the call after the next one.
        package let places: UnsafeMutablePointer<UInt32>
        /// What must first be picked, to `places` on; nil for nothing.
        package let missing: ShardRows?
    }

    /// Finds the places of a shard's rows, or room for them.
    @inline(__always)
    package func room(for rows: ShardRows) -> Room {
        let index = rows.shard & windowMask
        let window = windows + index
        if !window.pointee.picked.covers(rows) {
            window.pointee.turn()
            if !window.pointee.picked.covers(rows) {
                let missing = rows.extended(to: capacity)
                window.pointee.picked = missing
                return Room(places: numbers(index, window.pointee), missing: missing)
            }
        }
        let skipped = rows.first - window.pointee.picked.first
        return Room(places: numbers(index, window.pointee) + skipped, missing: nil)
    }

    private func numbers(_ index: Int, _ window: Window) -> UnsafeMutablePointer<UInt32> {
        numbers + (2 * index + (window.isSecond ? 1 : 0)) * capacity
    }
}
