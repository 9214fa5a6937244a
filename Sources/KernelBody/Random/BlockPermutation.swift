import KernelTable

/// Places `start ..< start + count` of the permutation: the starts of sixteen runs at a time, then the rows of each.
func permuteBlocks(
    _ permutation: BlockPermutation, _ start: UInt32, _ count: Int, _ places: UnsafeMutablePointer<UInt32>
) {
    let runBits = Int(permutation.runBits)
    let windowBits = Int(permutation.windowBits)
    let runLength = 1 << runBits
    let size = permutation.size
    let end = Int(start) + count
    var position = Int(start)
    var places = places
    while position < end {
        let run = position >> runBits
        let windowEnd = (run >> windowBits + 1) << windowBits
        let runCount = min(laneCount, windowEnd - run, (end - 1) >> runBits + 1 - run)
        let starts = runStarts(permutation, from: run, runCount)
        for index in 0..<runCount {
            let offset = position & (runLength - 1)
            let rowCount = min(runLength - offset, end - position)
            let first = starts[index] &+ UInt32(truncatingIfNeeded: offset)
            for row in 0..<rowCount {
                let place = first &+ UInt32(truncatingIfNeeded: row)
                places[row] = place >= size ? place &- size : place
            }
            places += rowCount
            position += rowCount
        }
    }
}

/// The place at which each of the first `count` of sixteen runs of a window begins, or that place plus the size.
@inline(__always)
private func runStarts(_ permutation: BlockPermutation, from run: Int, _ count: Int) -> Places {
    let window = run >> Int(permutation.windowBits)
    let windowStart = Places(repeating: UInt32(truncatingIfNeeded: window << Int(permutation.windowBits)))
    let wanted = consecutivePlaces(from: UInt32(truncatingIfNeeded: run)) &- windowStart
    let runs = permuted(wanted, count, by: permutation.runs(ofWindow: window)) &+ windowStart
    let blockBits = Places(repeating: UInt32(BlockPermutation.blockBits))
    let runMask = Places(repeating: 1 << UInt32(BlockPermutation.blockBits) - 1)
    let blocks = permuted(runs &>> blockBits, count, by: permutation.blocks)
    return ((blocks &<< blockBits | runs & runMask) &<< Places(repeating: permutation.runBits))
        &+ Places(repeating: permutation.shift)
}

/// Permutes those of the first `count` lanes that are in the permutation's domain, and leaves the others as they are.
@inline(__always)
private func permuted(_ places: Places, _ count: Int, by permutation: KeyedPermutation) -> Places {
    guard permutation.size > 1 else { return places }
    // Lanes that nobody needs are put outside the domain, so that they do not walk.
    let needed = consecutivePlaces(from: 0) .< Places(repeating: UInt32(truncatingIfNeeded: count))
    let start = Places(repeating: .max).replacing(with: places, where: needed)
    let moved = walk(permutation, from: (start, start)).0
    return moved.replacing(with: places, where: places .>= Places(repeating: permutation.size))
}
