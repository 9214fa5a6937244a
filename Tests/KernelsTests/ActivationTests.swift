import Foundation
import Kernels
import TestSupport
import Testing

@Suite struct ActivationTests {
    private static let counts = [0, 16, 32, 48, 160, 4096]

    private func sums(_ count: Int, _ random: inout SplitMix) -> [Float] {
        (0..<count).map { _ in
            Float(sign: .plus, exponent: .random(in: -10...5, using: &random), significand: 1)
                * .random(in: -2...2, using: &random)
        }
    }

    private func activated(_ set: InstructionSet, _ activation: Activation, _ sums: [Float]) -> [Float] {
        let values = SentinelBuffer(sums, sentinel: 1e30)
        set.kernels.activate(activation, values.base, sums.count)
        #expect(values.isIntact, "\(activation), \(sums.count) numbers: written outside")
        return values.contents
    }

    private func gradient(
        _ set: InstructionSet, _ activation: Activation, _ values: [Float], _ gradient: [Float]
    ) -> [Float] {
        let result = SentinelBuffer(gradient, sentinel: 1e30)
        set.kernels.activationGradient(activation, values, result.base, gradient.count)
        #expect(result.isIntact, "\(activation), \(gradient.count) numbers: written outside")
        return result.contents
    }

    /// The activation in double precision.
    private func truth(_ activation: Activation, _ z: Double) -> Double {
        switch activation {
        case .relu: max(0, z)
        case .tanh: tanh(z)
        case .sigmoid: 1 / (1 + exp(-z))
        }
    }

    @Test(arguments: InstructionSet.available, Activation.allCases)
    func equalTheDefinitionInDoublePrecision(_ set: InstructionSet, _ activation: Activation) {
        var random = SplitMix(state: 91)
        for count in Self.counts {
            let sums = sums(count, &random)
            let wrong = zip(sums, activated(set, activation, sums)).first { sum, value in
                let expected = truth(activation, Double(sum))
                return !(abs(Double(value) - expected) <= (activation == .relu ? 0 : 0x1p-22) * abs(expected))
            }
            #expect(wrong == nil, "\(activation), \(count) numbers: \(String(describing: wrong))")
        }
    }

    @Test(arguments: InstructionSet.available)
    func areTheElementwiseFunctions(_ set: InstructionSet) {
        var random = SplitMix(state: 92)
        let sums = sums(4096, &random)
        for (activation, function) in [
            (.tanh, set.kernels.tangents), (.sigmoid, set.kernels.sigmoids),
        ] as [(Activation, KernelTable.Elementwise)] {
            var expected = sums
            function(&expected, sums.count)
            #expect(bits(activated(set, activation, sums)) == bits(expected), "\(activation)")
        }
    }

    /// Against central differences of the definition, which are good to about h² / 6 + 2⁻⁵³ / h; a derivative of the value
    /// a, which is off by 2⁻²² at most, is good to a few times that.
    @Test(arguments: InstructionSet.available, Activation.allCases)
    func gradientsAreThoseOfTheDefinition(_ set: InstructionSet, _ activation: Activation) {
        var random = SplitMix(state: 93)
        let h = 1e-5
        for count in Self.counts {
            let sums = sums(count, &random).map { activation == .relu && abs(Double($0)) < 2 * h ? 1 : $0 }
            let before = (0..<count).map { _ in Float.random(in: -3...3, using: &random) }
            let found = gradient(set, activation, activated(set, activation, sums), before)
            let wrong = sums.indices.first { k in
                let z = Double(sums[k])
                let slope = (truth(activation, z + h) - truth(activation, z - h)) / (2 * h)
                return !(abs(Double(found[k]) - slope * Double(before[k])) <= 1e-6 * abs(Double(before[k])))
            }
            #expect(wrong == nil, "\(activation), \(count) numbers: number \(wrong ?? 0)")
        }
    }

    /// The derivative as a function of the value a: a > 0, 1 − a², a(1 − a).
    @Test(arguments: InstructionSet.available, Activation.allCases)
    func gradientsGiveTheBitsOfTheirFormulas(_ set: InstructionSet, _ activation: Activation) {
        var random = SplitMix(state: 94)
        for count in Self.counts {
            let values = activated(set, activation, sums(count, &random))
            let before = (0..<count).map { _ in Float.random(in: -3...3, using: &random) }
            let expected: [Float] = zip(values, before).map { a, g in
                switch activation {
                case .relu: a > 0 ? g : 0
                case .tanh: g * (1 as Float).addingProduct(-a, a)
                case .sigmoid: g * (a * (1 - a))
                }
            }
            let found = gradient(set, activation, values, before)
            #expect(bits(found) == bits(expected), "\(activation), \(count) numbers")
        }
    }

    @Test(arguments: InstructionSet.available)
    func reluIsFlatAtZero(_ set: InstructionSet) {
        let values = activated(set, .relu, [-0.0, 0, -.leastNonzeroMagnitude, -1] + [Float](repeating: 0, count: 12))
        #expect(values.allSatisfy { $0 == 0 })
        #expect(gradient(set, .relu, values, [Float](repeating: 1, count: 16)).allSatisfy { $0 == 0 })
    }

    @Test(arguments: InstructionSet.available, Activation.allCases)
    func noNumberStaysNone(_ set: InstructionSet, _ activation: Activation) {
        #expect(activated(set, activation, [Float](repeating: .nan, count: 16)).allSatisfy { $0.isNaN })
    }
}
