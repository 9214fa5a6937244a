/// A permutation of `0 ..< size` that leaves runs of consecutive places together, chosen by keys: computed, never stored.
///
/// The places are a ring, which is cut open before place `shift`. From there on, 2^runBits places are a run, 8 runs a
/// block, and 128 blocks, or fewer where there are many partitions, a window. Where one window does not hold them all, whole blocks are permuted by `blocks`; what
/// is left of a block at the end stays there. Then the whole runs of each window, whose blocks are from anywhere now, are
/// permuted by a permutation of the window's own; what is left of a run stays at the end. So a reader who cannot hold
/// everything fills a window of memory block by block, and reads it run by run. Any place is reached in O(1).
///
/// A run is the largest power of two of rows that fits 16 KiB, is at most 64, and leaves at least 256 runs; or one row.
/// A window has the largest power of two of runs, from 64 to 1024, with which the windows of all partitions together take
/// at most 64 MiB, or a 16th of all rows where that is more, but never more than 256 MiB: so much is what a reader needs
/// in memory at a time.
public struct BlockPermutation: Sendable, BitwiseCopyable {
    /// The largest size.
    public static let maximumSize = KeyedPermutation.maximumSize
    /// Far more than a jump in memory costs.
    private static let runBytes = 16 << 10
    /// As many as a shard has by default.
    private static let maximumRunLength = 64
    /// Fewer would mix badly.
    private static let minimumRunCount = 256
    /// A block is 2³ runs: of 128 KiB, mostly, at which size a disk is about as fast as it gets.
    public static let blockBits = 3
    /// A window is at most 2¹⁰ runs, or 128 blocks: 16 MiB, mostly.
    private static let windowBitsRange = 6...10
    /// Of the windows of all partitions together.
    private static let windowBytesRange = 64 << 20...256 << 20

    /// The number of places, at most `maximumSize`.
    public let size: UInt32
    /// The place that the ring begins with.
    public let shift: UInt32
    /// The logarithm to base 2 of a run's length.
    public let runBits: UInt32
    /// The logarithm to base 2 of the number of runs of a window.
    public let windowBits: UInt32
    /// The permutation of whole blocks; of none where one window holds them all.
    public let blocks: KeyedPermutation
    private let runKeys: SIMD16<UInt32>

    /// The permutation of `0 ..< size` for these keys.
    /// - Parameters:
    ///   - size: how many places there are.
    ///   - rowBytes: the bytes of what is read at a place, which decide how long a run is.
    ///   - partitionCount: how many partitions of this size are read at the same time.
    ///   - shift: less than `size`, or 0.
    ///   - blockKeys: keys of the order of blocks.
    ///   - runKeys: keys of the order of runs inside a window.
    public init(
        size: Int, rowBytes: Int, partitionCount: Int = 1, shift: Int, blockKeys: SIMD16<UInt32>,
        runKeys: SIMD16<UInt32>
    ) {
        precondition((0...Self.maximumSize).contains(size), "a permutation of \(size) elements")
        precondition((0..<max(size, 1)).contains(shift), "a ring of \(size) places shifted by \(shift)")
        self.size = UInt32(size)
        self.shift = UInt32(shift)
        let longestRun = min(Self.runBytes / max(rowBytes, 1), Self.maximumRunLength, size / Self.minimumRunCount)
        let runBits = Int.bitWidth - 1 - max(longestRun, 1).leadingZeroBitCount
        self.runBits = UInt32(runBits)
        let (partitionBytes, _) = size.multipliedReportingOverflow(by: max(rowBytes, 1))
        let windowBytes = min(
            max(partitionBytes / 16, Self.windowBytesRange.lowerBound / partitionCount),
            Self.windowBytesRange.upperBound / partitionCount)
        let runCount = max(windowBytes / (max(rowBytes, 1) << runBits), 1)
        let windowBits = min(
            max(Int.bitWidth - 1 - runCount.leadingZeroBitCount, Self.windowBitsRange.lowerBound),
            Self.windowBitsRange.upperBound)
        self.windowBits = UInt32(windowBits)
        let blockCount = size >> (runBits + Self.blockBits)
        let isOneWindow = blockCount <= 1 << (windowBits - Self.blockBits)
        blocks = KeyedPermutation(size: isOneWindow ? 0 : blockCount, keys: blockKeys)
        self.runKeys = runKeys
    }

    /// The permutation of the whole runs of a window.
    /// - Parameter window: at most the number of whole windows.
    public func runs(ofWindow window: Int) -> KeyedPermutation {
        let wholeRuns = Int(size >> runBits) - window << Int(windowBits)
        // Odd, so that no two windows have the same keys: 2³² divided by the golden ratio.
        let difference = SIMD16(repeating: UInt32(truncatingIfNeeded: window) &* 0x9E37_79B9)
        return KeyedPermutation(size: min(max(wholeRuns, 0), 1 << Int(windowBits)), keys: runKeys &+ difference)
    }
}
