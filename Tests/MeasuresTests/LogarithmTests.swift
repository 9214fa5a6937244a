import Foundation
import Measures
import TestSupport
import Testing

@Suite("The logarithm in double precision")
struct LogarithmTests {
    @Test func equalsThatOfTheLibrary() {
        var random = SplitMix(state: 3)
        let root = Double(2).squareRoot()
        var numbers: [Double] = [1, 2, 0.5, 1.5, root, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
        numbers += [Double(1).nextUp, Double(1).nextDown, root.nextUp]
        numbers += (0..<10_000).map { _ in exp(.random(in: -700...700, using: &random)) }
        numbers += (0..<10_000).map { _ in .random(in: 0.5...2, using: &random) }
        for number in numbers {
            let expected = log(number)
            #expect(abs(Measures.logarithm(number) - expected) <= 4e-16 * max(abs(expected), 0.5), "ln \(number)")
        }
        #expect(Measures.logarithm(1) == 0)
    }
}
