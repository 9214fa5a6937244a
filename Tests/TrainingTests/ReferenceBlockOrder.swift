import Datasets
import Kernels
import Training

/// The places of a partition in the order of `blocks`, with arrays of arrays.
///
/// Keys come from the code under test: the keyed permutation has tests of its own.
func referenceBlockOrder(size: Int, rowBytes: Int, epoch: Int, partition: Int, seed: UInt64) -> [Int] {
    let keyed = BlockPermutation(
        size: size, rowBytes: rowBytes, epoch: epoch, partition: partition, seed: seed, kernels: kernels)
    // As many rows as fit 16 KiB and a 256th of the partition, rounded down to a power of two, from 1 to 64.
    let runLength = [64, 32, 16, 8, 4, 2].first { $0 * rowBytes <= 16 << 10 && $0 <= size / 256 } ?? 1

    let ring = Array(Int(keyed.shift)..<size) + Array(0..<Int(keyed.shift))
    let runs = cut(ring, every: runLength)
    let blocks = cut(runs, every: 8)
    let wholeBlockCount = blocks.count { $0.count == 8 && $0[7].count == runLength }
    let movedBlocks =
        wholeBlockCount > 128
        ? permuted(blocks.prefix(wholeBlockCount), keyed.blocks) + blocks.dropFirst(wholeBlockCount) : blocks
    return cut(movedBlocks, every: 128).enumerated().flatMap { index, window in
        let runs = window.flatMap(\.self)
        let wholeRunCount = runs.count { $0.count == runLength }
        let movedRuns = permuted(runs.prefix(wholeRunCount), keyed.runs(ofWindow: index))
        return (movedRuns + runs.dropFirst(wholeRunCount)).flatMap(\.self)
    }
}

/// Slices of `length` elements; the last may be shorter.
private func cut<Element>(_ elements: [Element], every length: Int) -> [[Element]] {
    stride(from: 0, to: elements.count, by: length).map { Array(elements[$0..<min($0 + length, elements.count)]) }
}

private func permuted<Element>(_ elements: ArraySlice<Element>, _ permutation: KeyedPermutation) -> [Element] {
    precondition(elements.count == permutation.size)
    var places = [UInt32](repeating: 0, count: elements.count)
    kernels.permute(permutation, 0, elements.count, &places)
    return places.map { elements[Int($0)] }
}
