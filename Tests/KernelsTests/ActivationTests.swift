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
        case .gelu: z * erfc(-z / 2.0.squareRoot()) / 2
        }
    }

    /// How far a value may be off, as a share of it: the exponent of a tail is a sum.
    private func tolerance(_ activation: Activation, _ z: Double) -> Double {
        switch activation {
        case .relu: 0
        case .tanh, .sigmoid: 0x1p-22
        case .gelu: 4e-7 + 1e-7 * z * z
        }
    }

    @Test(arguments: InstructionSet.available, Activation.allCases)
    func equalTheDefinitionInDoublePrecision(_ set: InstructionSet, _ activation: Activation) {
        var random = SplitMix(state: 91)
        for count in Self.counts {
            let sums = sums(count, &random)
            let wrong = zip(sums, activated(set, activation, sums)).first { sum, value in
                let expected = truth(activation, Double(sum))
                return !(abs(Double(value) - expected) <= tolerance(activation, Double(sum)) * abs(expected) + 1e-37)
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
            let values = activation.derivesFromSums ? sums : activated(set, activation, sums)
            let found = gradient(set, activation, values, before)
            let wrong = sums.indices.first { k in
                let z = Double(sums[k])
                let slope = (truth(activation, z + h) - truth(activation, z - h)) / (2 * h)
                return !(abs(Double(found[k]) - slope * Double(before[k])) <= 1e-6 * abs(Double(before[k])))
            }
            #expect(wrong == nil, "\(activation), \(count) numbers: number \(wrong ?? 0)")
        }
    }

    /// The derivative as a function of the value a: a > 0, 1 − a², a(1 − a).
    @Test(arguments: InstructionSet.available, Activation.allCases.filter { !$0.derivesFromSums })
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
                case .gelu: .nan
                }
            }
            let found = gradient(set, activation, values, before)
            #expect(bits(found) == bits(expected), "\(activation), \(count) numbers")
        }
    }

    /// torch.nn.functional.gelu and its gradient in double precision (PyTorch 2.13).
    @Test(arguments: InstructionSet.available)
    func geluIsPyTorchs(_ set: InstructionSet) {
        let sums: [Float] = [-9, -5.5, -3, -1.5, -0.75, -0.125, 0, 0.125, 0.5, 1, 2.25, 3.5, 6, 12, 0, 0]
        let values: [Double] = [
            0, -1.044425936e-07, -0.004049694095, -0.1002108019, -0.1699705143, -0.0562827219, 0, 0.0687172781,
            0.3457312306, 0.8413447461, 2.222494937, 3.499185798, 5.999999994, 12, 0, 0,
        ]
        let slopes: [Double] = [
            0, -5.733472399e-07, -0.0119456472, -0.1274691922, 0.0007742782608, 0.4007820643, 0.5, 0.5992179357,
            0.8674951247, 1.083315471, 1.059189744, 1.00282176, 1.000000035, 1, 0.5, 0.5,
        ]
        let found = zip(activated(set, .gelu, sums), gradient(set, .gelu, sums, [Float](repeating: 1, count: 16)))
        for ((value, slope), expected) in zip(found, zip(values, slopes)) {
            #expect(abs(Double(value) - expected.0) <= 4e-7 * abs(expected.0) + 1e-12)
            #expect(abs(Double(slope) - expected.1) <= 4e-7)
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
