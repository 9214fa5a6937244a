import Foundation
import Optimizers
import TestSupport
import Testing

@Suite struct ElementaryTests {
    @Test func cosineEqualsGlibcs() {
        var random = SplitMix(state: 71)
        let ends = [0, 0.5.nextDown, 0.5, 0.5.nextUp, 1.0.nextDown, 1, 1e-300]
        for x in ends + (0..<100_000).map({ _ in .random(in: 0...1, using: &random) }) {
            let found = cosine(ofHalfTurns: x)
            #expect(abs(found - cos(.pi * x)) <= 1e-15, "\(x)")
            #expect(abs(found) <= 1, "\(x)")
        }
        #expect(cosine(ofHalfTurns: 0) == 1)
        #expect(cosine(ofHalfTurns: 1) == -1)
    }

    @Test func rootIsThatOfThePower() {
        for degree in [1, 2, 3, 240, 1000] {
            for number in [1, 1.5, 10, 1e6, 1e300] {
                let found = root(degree, of: number)
                #expect(abs(found / pow(number, 1 / Double(degree)) - 1) <= 1e-13, "\(degree), \(number)")
            }
        }
    }

    @Test func powerEqualsGlibcs() {
        var random = SplitMix(state: 72)
        for _ in 0..<10_000 {
            let base = Double.random(in: 0...1.001, using: &random)
            let exponent = Int.random(in: 0...500, using: &random)
            let expected = pow(base, Double(exponent))
            // Each squaring doubles the error so far and adds one rounding.
            let bound = Double(exponent + 1) * 0x1p-52 * expected + .leastNormalMagnitude
            #expect(abs(power(base, exponent) - expected) <= bound, "\(base)^\(exponent)")
        }
        #expect((0...100).allSatisfy { power(2, $0) == Double(sign: .plus, exponent: $0, significand: 1) })
        #expect(power(0, 0) == 1)
        #expect(power(0, 1) == 0)
        #expect(power(0.999, .max) == 0)
    }
}
