import Kernels
import TestSupport
import Testing

@Suite struct RoundToBFloat16Tests {
    /// The value of a finite bfloat16, or, one above the largest, what it would be: 2^128.
    private func value(_ half: UInt16) -> Double {
        let magnitude = half & 0x7FFF
        let value = magnitude == 0x7F80 ? 0x1p128 : Double(Float(bitPattern: UInt32(magnitude) << 16))
        return half == magnitude ? value : -value
    }

    /// The nearer of the two bfloat16 beside a number, of two equally near ones the even one.
    private func nearest(_ number: Float) -> UInt16 {
        let below = UInt16(number.bitPattern >> 16)
        let (toBelow, toAbove) = (
            abs(Double(number) - value(below)), abs(value(below + 1) - Double(number))
        )
        return toBelow < toAbove || toBelow == toAbove && below.isMultiple(of: 2) ? below : below + 1
    }

    /// Every upper half of a finite number, with lower halves at and beside the places where rounding changes.
    @Test(arguments: InstructionSet.available)
    func roundsToTheNearest(_ set: InstructionSet) {
        var random = SplitMix(state: 111)
        let lowerHalves =
            [0, 1, 2, 0x3FFF, 0x4000, 0x7FFE, 0x7FFF, 0x8000, 0x8001, 0x8002, 0xBFFF, 0xC000, 0xFFFE, 0xFFFF]
            + (0..<6).map { _ in UInt32.random(in: 0...0xFFFF, using: &random) }
        for lower in lowerHalves {
            let numbers = (0...UInt32(0xFFFF)).map { Float(bitPattern: $0 << 16 | lower) }.filter(\.isFinite)
            let result = SentinelBuffer<UInt16>(count: numbers.count, sentinel: 0xDEAD)
            set.kernels.roundToBFloat16(numbers, numbers.count, result.base)
            #expect(result.contents == numbers.map(nearest), "lower half \(lower)")
            #expect(result.isIntact, "lower half \(lower): written outside")
        }
    }

    @Test(arguments: InstructionSet.available)
    func roundsAnyCount(_ set: InstructionSet) {
        var random = SplitMix(state: 112)
        for count in 0...40 {
            let numbers = (0..<count).map { _ in Float.random(in: -10...10, using: &random) }
            let result = SentinelBuffer<UInt16>(count: count, sentinel: 0xDEAD)
            set.kernels.roundToBFloat16(numbers, count, result.base)
            #expect(result.contents == numbers.map(nearest) && result.isIntact, "\(count) numbers")
        }
    }
}
