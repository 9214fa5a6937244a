import Datasets
import Kernels

/// Reading ahead in a file whose rows are streamed in the order of blocks: one window is filled block by block while
/// the window before it is read run by run.
extension EpochOrders {
    /// Asks for the blocks that come a window's length after those that start in these rows.
    func readAhead(after rows: ShardRows) {
        guard case .blocks(let order) = entry(rows.shard, rows.epoch).pointee.order else { return }
        let blockLength = order.blockLength
        var block = (rows.first + blockLength - 1) / blockLength
        while block * blockLength < rows.first + rows.count {
            readAhead(block: block + order.windowBlockCount, of: rows.shard, in: rows.epoch)
            block += 1
        }
    }

    /// Asks for a window's length of blocks, starting with the one that holds a place of the order.
    func fillWindow(from place: Int, of partition: Int, in epoch: Int) {
        guard case .blocks(let order) = entry(partition, epoch).pointee.order else { return }
        let first = place / order.blockLength
        for block in first...first + order.windowBlockCount { readAhead(block: block, of: partition, in: epoch) }
    }

    /// Blocks after the last of an epoch are the first of the next.
    private func readAhead(block: Int, of partition: Int, in epoch: Int) {
        guard case .blocks(let order) = entry(partition, epoch).pointee.order else { return }
        let (size, length) = (Int(order.size), order.blockLength)
        let blockCount = (size + length - 1) / length
        guard block < blockCount else {
            let isLast = epoch + 1 >= plan.epochCount
            if !isLast, block - blockCount < blockCount {
                readAhead(block: block - blockCount, of: partition, in: epoch + 1)
            }
            return
        }
        var place = UInt32(block)
        if block < Int(order.blocks.size) { kernels.permute(order.blocks, place, 1, &place) }
        let start = Int(place) * length
        let ring = start + Int(order.shift)..<min(start + length, size) + Int(order.shift)
        guard let writer = writers[partition] else { return }
        if ring.lowerBound < size { writer.readAhead(ring.lowerBound..<min(ring.upperBound, size)) }
        if ring.upperBound > size {
            writer.readAhead(max(ring.lowerBound - size, 0)..<ring.upperBound - size)
        }
    }
}

extension BlockPermutation {
    fileprivate var blockLength: Int { 1 << (Int(runBits) + Self.blockBits) }
    fileprivate var windowBlockCount: Int { 1 << (Int(windowBits) - Self.blockBits) }
}
