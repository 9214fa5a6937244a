import Kernels
import TestSupport
import Testing

@Suite struct ReductionTests {
    private static let counts = [0, 16, 32, 48, 64, 80, 1008, 4096]

    /// Finite numbers of any magnitude, subnormal ones and zeros among them.
    private func anyNumbers(_ count: Int, _ random: inout SplitMix) -> [Float] {
        (0..<count).map { _ in
            let number = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
            return number.isFinite ? number : .leastNonzeroMagnitude
        }
    }

    private func numbers(_ count: Int, _ random: inout SplitMix) -> [Float] {
        (0..<count).map { _ in .random(in: -3...3, using: &random) }
    }

    private func sum(_ set: InstructionSet, _ a: [Float], _ b: [Float]) -> SentinelBuffer<Float> {
        let sum = SentinelBuffer(a, sentinel: 1e30)
        // One number off any boundary: nothing promises that buffers are aligned.
        let addend = SentinelBuffer([0] + b, sentinel: .nan)
        set.kernels.add(sum.base, addend.base + 1, a.count)
        return sum
    }

    /// A sum of two floats in double precision, rounded again, is the float sum: 53 bits are more than 2 · 24 + 2.
    /// Source: S. Figueroa, When is Double Rounding Innocuous?, 1995, https://doi.org/10.1145/221332.221334
    @Test(arguments: InstructionSet.available, counts)
    func addsNumberByNumber(_ set: InstructionSet, _ count: Int) {
        var random = SplitMix(state: 41)
        for (a, b) in [
            (numbers(count, &random), numbers(count, &random)),
            (anyNumbers(count, &random), anyNumbers(count, &random)),
        ] {
            let found = sum(set, a, b)
            let expected = zip(a, b).map { Float(Double($0) + Double($1)) }
            #expect(bits(found.contents) == bits(expected), "\(count) numbers")
            #expect(found.isIntact, "\(count) numbers: written outside")
        }
    }

    /// Padding stays what it is.
    @Test(arguments: InstructionSet.available)
    func zerosStayZero(_ set: InstructionSet) {
        let zeros = [Float](repeating: 0, count: 32)
        #expect(bits(sum(set, zeros, zeros).contents) == bits(zeros))
    }
}
