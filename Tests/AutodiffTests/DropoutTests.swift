import Autodiff
import Kernels
import Testing

@Suite struct DropoutTests {
    private func factors(
        _ set: InstructionSet, seed: UInt64 = 1, step: Int = 1, shape: Shape, probability: Float = 0.25
    ) throws -> [Float] {
        let tape = Tape(kernels: set.kernels, pass: .training(seed: seed, step: step))
        let ones = tape.variable([Float](repeating: 1, count: shape.count), shape)
        let dropped = ones.dropout(probability)
        try dropped.sum().backward()
        #expect(try ones.gradient == dropped.values)
        return try dropped.values
    }

    /// Of 40,000 numbers a quarter is dropped, give or take four standard deviations.
    @Test func dropsTheShareAndScalesTheRest() throws {
        let factors = try factors(.best(), shape: Shape(200, 200))
        #expect(factors.allSatisfy { $0 == 0 || $0 == 4 / 3 as Float })
        #expect(abs(Double(factors.count { $0 == 0 }) - 10_000) < 4 * (40_000 * 0.25 * 0.75).squareRoot())
    }

    @Test(arguments: [Shape(7), Shape(7, 33), Shape(7, 3, 5)])
    func isAFunctionOfSeedStepAndRow(shape: Shape) throws {
        let first = try factors(.best(), shape: shape)
        for set in InstructionSet.available { #expect(try factors(set, shape: shape) == first) }
        let shorter = Shape([3] + shape.sizes.dropFirst())
        #expect(try factors(.best(), shape: shorter) == Array(first.prefix(shorter.count)))
        let long = Shape([64] + shape.sizes.dropFirst())
        #expect(try factors(.best(), shape: long) != factors(.best(), seed: 2, shape: long))
        #expect(try factors(.best(), shape: long) != factors(.best(), step: 2, shape: long))
    }

    @Test func eachDropoutOfAStepDropsOthers() throws {
        let tape = Tape(kernels: try InstructionSet.best().kernels)
        let ones = tape.constant([Float](repeating: 1, count: 64), Shape(64))
        #expect(try ones.dropout(0.5).values != ones.dropout(0.5).values)
    }
}
