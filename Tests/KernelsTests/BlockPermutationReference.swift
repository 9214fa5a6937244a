import Kernels

/// A permutation of blocks, one place at a time, from its description.
struct BlockPermutationReference {
    let permutation: BlockPermutation
    let runLength: Int
    let windowLength: Int

    init(_ permutation: BlockPermutation, rowBytes: Int, partitionCount: Int = 1) {
        self.permutation = permutation
        let size = Int(permutation.size)
        runLength = Self.runLength(size: size, rowBytes: rowBytes)
        windowLength = Self.windowLength(size: size, rowBytes: rowBytes, partitionCount: partitionCount)
    }

    /// The largest power of two that is at most 64, fits 16 KiB and leaves 256 runs, but at least 1.
    static func runLength(size: Int, rowBytes: Int) -> Int {
        var length = 1
        while length < 64, 2 * length * rowBytes <= 16_384, 2 * length * 256 <= size { length *= 2 }
        return length
    }

    /// The largest power of two of runs that, over all partitions, fits a 16th of the rows, or 64 MiB where that is more,
    /// or 256 MiB where that is less; from 64 to 1024.
    static func windowLength(size: Int, rowBytes: Int, partitionCount: Int) -> Int {
        let runLength = runLength(size: size, rowBytes: rowBytes)
        let most = min(max(size * rowBytes * partitionCount / 16, 64 << 20), 256 << 20)
        var runs = 64
        while runs < 1024, 2 * runs * runLength * rowBytes * partitionCount <= most { runs *= 2 }
        return runs * runLength
    }

    var blockLength: Int { 8 * runLength }

    func place(_ position: Int) -> Int {
        let size = Int(permutation.size)
        return (blockMoved(runMoved(position, size), size) + Int(permutation.shift)) % size
    }

    /// The place on the ring before runs of a window were permuted.
    private func runMoved(_ position: Int, _ size: Int) -> Int {
        let window = position / windowLength
        let begin = window * windowLength
        let (run, row) = (position - begin).quotientAndRemainder(dividingBy: runLength)
        let wholeRuns = min(windowLength, size - begin) / runLength
        guard run < wholeRuns else { return position }
        let order = PermutationReference(permutation: permutation.runs(ofWindow: window))
        return begin + Int(order.place(UInt32(run))) * runLength + row
    }

    /// The place on the ring before blocks were permuted.
    private func blockMoved(_ place: Int, _ size: Int) -> Int {
        let (block, row) = place.quotientAndRemainder(dividingBy: blockLength)
        let wholeBlocks = size / blockLength
        guard wholeBlocks > windowLength / blockLength, block < wholeBlocks else { return place }
        let order = PermutationReference(permutation: permutation.blocks)
        return Int(order.place(UInt32(block))) * blockLength + row
    }
}
