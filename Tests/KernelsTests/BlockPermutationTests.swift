import Kernels
import TestSupport
import Testing

@Suite struct BlockPermutationTests {
    /// The rows of a long partition's runs are 64, 64, 32, 16, 8, 4, 2, 1 and 1.
    private static let rowBytes = [1, 256, 400, 1024, 1028, 3136, 8192, 8193, 100_000]

    private func permutation(
        of size: Int, rowBytes: Int, partitionCount: Int = 1, _ random: inout SplitMix
    ) -> BlockPermutation {
        func keys() -> SIMD16<UInt32> { SIMD16((0..<16).map { _ in UInt32(truncatingIfNeeded: random.next()) }) }
        return BlockPermutation(
            size: size, rowBytes: rowBytes, partitionCount: partitionCount,
            shift: .random(in: 0..<size, using: &random), blockKeys: keys(),
            runKeys: keys())
    }

    private func places(_ set: InstructionSet, _ permutation: BlockPermutation, _ range: Range<Int>) -> [Int] {
        let buffer = SentinelBuffer<UInt32>(count: range.count, sentinel: 0xDEAD_BEEF)
        set.kernels.permuteBlocks(permutation, UInt32(range.lowerBound), range.count, buffer.base)
        #expect(buffer.isIntact, "size \(permutation.size), places \(range): written outside")
        return buffer.contents.map(Int.init)
    }

    /// Small sizes, primes, and sizes about the ends of runs, blocks and windows.
    private func sizes(rowBytes: Int, _ random: inout SplitMix) -> [Int] {
        let runLength = BlockPermutationReference.runLength(size: .max, rowBytes: rowBytes)
        let units = [1, 2, 8, 9, 16, 256, 1000, 1024, 1025, 1032, 1040, 2047, 2048, 3000].map { $0 * runLength }
        let about = units.flatMap { [$0 - 1, $0, $0 + 1] }.filter { $0 > 0 }
        let primes = [2, 3, 7, 61, 127, 1021, 4099, 7919, 65_537]
        return about + primes + (0..<20).map { _ in .random(in: 1...3000 * runLength, using: &random) }
    }

    @Test(arguments: rowBytes)
    func kernelEqualsTheReference(_ rowBytes: Int) {
        var random = SplitMix(state: UInt64(rowBytes))
        for size in sizes(rowBytes: rowBytes, &random) {
            let permutation = permutation(of: size, rowBytes: rowBytes, &random)
            let reference = BlockPermutationReference(permutation, rowBytes: rowBytes)
            #expect(1 << permutation.runBits == reference.runLength, "size \(size)")
            let expected = (0..<size).map(reference.place)
            for set in InstructionSet.available {
                #expect(
                    places(set, permutation, 0..<size) == expected, "\(set), size \(size), shift \(permutation.shift)")
            }
        }
    }

    /// With many partitions the windows are smaller.
    @Test(arguments: [2, 4, 5, 16, 63, 64, 1000])
    func kernelEqualsTheReferenceInManyPartitions(_ partitionCount: Int) {
        var random = SplitMix(state: UInt64(partitionCount))
        for rowBytes in Self.rowBytes + [1 << 20] {
            for size in [700, 4099, 30_011] {
                let permutation = permutation(
                    of: size, rowBytes: rowBytes, partitionCount: partitionCount, &random)
                let reference = BlockPermutationReference(
                    permutation, rowBytes: rowBytes, partitionCount: partitionCount)
                let expected = (0..<size).map(reference.place)
                #expect(expected.sorted() == Array(0..<size))
                for set in InstructionSet.available {
                    #expect(
                        places(set, permutation, 0..<size) == expected, "\(set), size \(size), \(rowBytes) bytes a row")
                }
            }
        }
    }

    /// Sizes too large to be walked in full, at random places and both ends.
    @Test(arguments: InstructionSet.available)
    func kernelEqualsTheReferenceInLargeSizes(_ set: InstructionSet) {
        var random = SplitMix(state: 3)
        let any = (0..<60).map { _ in Int.random(in: 1 << 17...1 << 31, using: &random) }
        for size in any + [(1 << 31) - 1, 1 << 31] {
            let rowBytes = Self.rowBytes.randomElement(using: &random)!
            let permutation = permutation(of: size, rowBytes: rowBytes, &random)
            let reference = BlockPermutationReference(permutation, rowBytes: rowBytes)
            let window = reference.windowLength
            for start in [0, window - 40, size - 99, Int.random(in: 0...size - 99, using: &random)] {
                #expect(
                    places(set, permutation, start..<start + 99) == (start..<start + 99).map(reference.place),
                    "size \(size), \(rowBytes) bytes a row, start \(start)")
            }
        }
    }

    @Test(arguments: InstructionSet.available, rowBytes)
    func everySizeIsABijection(_ set: InstructionSet, _ rowBytes: Int) {
        var random = SplitMix(state: UInt64(rowBytes) + 4)
        let large = sizes(rowBytes: rowBytes, &random)
        let broken = (Array(1...300) + large).filter { size in
            var isTaken = [Bool](repeating: false, count: size)
            for place in places(set, permutation(of: size, rowBytes: rowBytes, &random), 0..<size) {
                guard isTaken.indices.contains(place) else { return true }
                isTaken[place] = true
            }
            return isTaken.contains(false)
        }
        #expect(broken.isEmpty, "sizes \(broken)")
    }

    @Test(arguments: InstructionSet.available)
    func nothingIsPermutedInNothing(_ set: InstructionSet) {
        let none = BlockPermutation(
            size: 0, rowBytes: 4, shift: 0, blockKeys: SIMD16(repeating: 1), runKeys: SIMD16(repeating: 2))
        #expect(places(set, none, 0..<0) == [])
    }

    /// A run's places follow each other on the ring, and a window's make whole blocks, but for the last ones.
    @Test(arguments: rowBytes)
    func runsAndWindowsAreWhole(_ rowBytes: Int) {
        var random = SplitMix(state: UInt64(rowBytes) + 5)
        let runLength = BlockPermutationReference.runLength(size: .max, rowBytes: rowBytes)
        let blockLength = 8 * runLength
        let windowLength = BlockPermutationReference.windowLength(
            size: 3 * 1024 * runLength, rowBytes: rowBytes, partitionCount: 1)
        for windows in [0.3, 1, 1.01, 2.5, 3] {
            let size = Int(windows * Double(windowLength)) + .random(in: 0..<runLength, using: &random)
            let permutation = permutation(of: size, rowBytes: rowBytes, &random)
            let ring = places(InstructionSet.available[0], permutation, 0..<size).map {
                ($0 - Int(permutation.shift) + size) % size
            }
            for start in stride(from: 0, to: size, by: runLength) {
                let run = ring[start..<min(start + runLength, size)]
                #expect(Array(run) == Array(run.first!..<run.first! + run.count), "size \(size), position \(start)")
            }
            for start in stride(from: 0, to: size, by: windowLength) {
                let window = ring[start..<min(start + windowLength, size)]
                let blocks = Set(window.map { $0 / blockLength })
                let least = (window.count + blockLength - 1) / blockLength
                #expect(blocks.count == least, "size \(size), window from \(start)")
            }
        }
    }

    @Test(arguments: InstructionSet.available)
    func seekingGivesWhatWalkingGives(_ set: InstructionSet) {
        var random = SplitMix(state: 6)
        for size in [1, 2, 15, 17, 64, 65, 1000, 1024, 1025, 4097, 70_000] {
            let permutation = permutation(of: size, rowBytes: Self.rowBytes.randomElement(using: &random)!, &random)
            let whole = places(set, permutation, 0..<size)
            for _ in 0..<10 {
                var start = 0
                while start < size {
                    let end = Int.random(in: start...min(start + 300, size), using: &random)
                    let chunk = start..<end
                    #expect(places(set, permutation, chunk) == Array(whole[chunk]), "size \(size), places \(chunk)")
                    start = end
                }
            }
        }
    }
}
