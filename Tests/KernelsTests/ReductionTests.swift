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

    private func descended(
        _ set: InstructionSet, _ parameters: [Float], _ gradientSum: [Float], rate: Float, rowCount: Float
    ) -> SentinelBuffer<Float> {
        let result = SentinelBuffer(parameters, sentinel: 1e30)
        let gradient = SentinelBuffer([0] + gradientSum, sentinel: .nan)
        set.kernels.descend(result.base, gradient.base + 1, parameters.count, rate, rowCount)
        return result
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

    /// Against p − η g / m in double precision: the division errs by u of its quotient, the rest is rounded once.
    @Test(arguments: InstructionSet.available, counts)
    func descendsAlongTheAverage(_ set: InstructionSet, _ count: Int) {
        var random = SplitMix(state: 42)
        for (rate, rowCount) in [(0.1, 1), (0.01, 3), (1, 256), (1e-6, 1_000_003), (0, 7)] as [(Float, Float)] {
            let (p, g) = (numbers(count, &random), numbers(count, &random))
            let found = descended(set, p, g, rate: rate, rowCount: rowCount)
            let wrong = p.indices.first { k in
                let step = Double(rate) * Double(g[k]) / Double(rowCount)
                let expected = Double(p[k]) - step
                return !(abs(Double(found.contents[k]) - expected) <= 0x1.02p-24 * (abs(expected) + 2 * abs(step)))
            }
            #expect(wrong == nil, "\(count) numbers, rate \(rate), \(rowCount) rows")
            #expect(found.isIntact, "\(count) numbers: written outside")
        }
    }

    @Test(arguments: InstructionSet.available, counts)
    func descendGivesTheBitsOfTheContract(_ set: InstructionSet, _ count: Int) {
        var random = SplitMix(state: 43)
        for (rate, rowCount) in [(0.1, 1), (0.01, 3), (0.3, 17), (1e-6, 1_000_003), (1e-30, 64)] as [(Float, Float)] {
            for (p, g) in [
                (numbers(count, &random), numbers(count, &random)),
                (anyNumbers(count, &random), anyNumbers(count, &random)),
            ] {
                let found = descended(set, p, g, rate: rate, rowCount: rowCount)
                let expected = zip(p, g).map { LaneContract.descended($0, $1, rate: rate, rowCount: rowCount) }
                #expect(bits(found.contents) == bits(expected), "\(count) numbers, rate \(rate), \(rowCount) rows")
            }
        }
    }

    /// Padding has a gradient of zero and stays what it is.
    @Test(arguments: InstructionSet.available)
    func zerosStayZero(_ set: InstructionSet) {
        let zeros = [Float](repeating: 0, count: 32)
        #expect(bits(sum(set, zeros, zeros).contents) == bits(zeros))
        #expect(bits(descended(set, zeros, zeros, rate: 0.5, rowCount: 3).contents) == bits(zeros))
    }
}
