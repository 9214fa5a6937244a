import Kernels
import TestSupport
import Testing

@Suite struct PermutationTests {
    private static let sentinel: UInt32 = 0xDEAD_BEEF

    private func permutation(of size: Int, _ random: inout SplitMix) -> KeyedPermutation {
        func key() -> UInt32 { UInt32(truncatingIfNeeded: random.next()) }
        return KeyedPermutation(size: size, keys: SIMD16((0..<16).map { _ in key() }))
    }

    private func places(
        _ set: InstructionSet, _ permutation: KeyedPermutation, _ range: Range<Int>
    ) -> [UInt32] {
        let buffer = SentinelBuffer<UInt32>(count: range.count, sentinel: Self.sentinel)
        set.kernels.permute(permutation, UInt32(range.lowerBound), range.count, buffer.base)
        #expect(buffer.isIntact, "size \(permutation.size), places \(range): written outside")
        return buffer.contents
    }

    private func sizes(_ count: Int, in range: ClosedRange<Int>, _ random: inout SplitMix) -> [Int] {
        (0..<count).map { _ in Int.random(in: range, using: &random) }
    }

    /// Powers of two and their neighbours.
    private func around(powers: ClosedRange<Int>) -> [Int] {
        powers.flatMap { power in [-1, 0, 1].map { (1 << power) + $0 } }
    }

    private func isBijection(_ places: [UInt32]) -> Bool {
        var seen = [Bool](repeating: false, count: places.count)
        for place in places {
            guard Int(place) < places.count, !seen[Int(place)] else { return false }
            seen[Int(place)] = true
        }
        return true
    }

    /// The halves fit the hash's 16 bits, hold every place, and leave less than a row of the left half over.
    @Test func halvesAreTight() {
        var random = SplitMix(state: 1)
        for size in around(powers: 0...31) + sizes(1000, in: 0...1 << 31, &random)
        where size <= KeyedPermutation.maximumSize {
            let permutation = permutation(of: size, &random)
            let (left, right) = (Int(permutation.leftRadix), 1 << Int(permutation.rightBits))
            #expect(Int(permutation.size) == size)
            #expect((16...65_536).contains(left) && (16...32_768).contains(right), "size \(size): \(left) × \(right)")
            #expect(left * right >= size, "size \(size): \(left) × \(right)")
            #expect(left * right < max(size + right, 257), "size \(size): \(left) × \(right)")
        }
    }

    @Test(arguments: InstructionSet.available)
    func kernelEqualsTheReference(_ set: InstructionSet) {
        var random = SplitMix(state: 2)
        for size in Array(1...200) + sizes(300, in: 1...5000, &random) {
            let permutation = permutation(of: size, &random)
            let reference = PermutationReference(permutation: permutation)
            let expected = (0..<UInt32(size)).map(reference.place)
            #expect(places(set, permutation, 0..<size) == expected, "size \(size), keys \(permutation.keys)")
        }
    }

    /// Sizes too large to be walked in full, at random places and both ends.
    @Test(arguments: InstructionSet.available)
    func kernelEqualsTheReferenceInLargeSizes(_ set: InstructionSet) {
        var random = SplitMix(state: 3)
        let edges = around(powers: 16...30) + [(1 << 31) - 1, 1 << 31]
        for size in edges + sizes(100, in: 1 << 16...1 << 31, &random) {
            let permutation = permutation(of: size, &random)
            let reference = PermutationReference(permutation: permutation)
            for start in [0, size - 37, Int.random(in: 0...size - 37, using: &random)] {
                let expected = (UInt32(start)..<UInt32(start + 37)).map(reference.place)
                #expect(places(set, permutation, start..<start + 37) == expected, "size \(size), start \(start)")
            }
        }
    }

    @Test(arguments: InstructionSet.available)
    func everySmallSizeIsABijection(_ set: InstructionSet) {
        var random = SplitMix(state: 4)
        let broken = (0...3000).filter { !isBijection(places(set, permutation(of: $0, &random), 0..<$0)) }
        #expect(broken.isEmpty, "sizes \(broken)")
    }

    @Test(arguments: InstructionSet.available)
    func primesAndPowersOfTwoAreBijections(_ set: InstructionSet) {
        var random = SplitMix(state: 5)
        let primes = [3_001, 4_093, 4_099, 7_919, 16_381, 32_771, 50_021, 65_521, 65_537, 99_991, 100_003]
        let powers = around(powers: 12...20)
        let broken = (primes + powers).filter { !isBijection(places(set, permutation(of: $0, &random), 0..<$0)) }
        #expect(broken.isEmpty, "sizes \(broken)")
    }

    @Test(arguments: InstructionSet.available)
    func seekingGivesWhatWalkingGives(_ set: InstructionSet) {
        var random = SplitMix(state: 6)
        for size in [1, 2, 5, 15, 16, 17, 31, 33, 63, 64, 65, 100, 1000, 4097] {
            let permutation = permutation(of: size, &random)
            let whole = places(set, permutation, 0..<size)
            for _ in 0..<20 {
                var start = 0
                while start < size {
                    let end = Int.random(in: start...min(start + 40, size), using: &random)
                    let chunk = start..<end
                    #expect(places(set, permutation, chunk) == Array(whole[chunk]), "size \(size), places \(chunk)")
                    start = end
                }
            }
        }
    }
}
