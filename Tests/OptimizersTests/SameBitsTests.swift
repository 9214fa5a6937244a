import Kernels
import Optimizers
import TestSupport
import Testing

@Suite struct SameBitsTests {
    /// Every rule with random settings.
    private static func optimizers(_ random: inout SplitMix) -> [@Sendable (KernelTable) -> Optimizer] {
        func maybe(_ range: ClosedRange<Float>) -> Float {
            Bool.random(using: &random) ? .random(in: range, using: &random) : 0
        }
        let rules: [UpdateRule] = [
            .sgd(), .sgd(momentum: 0.9), .sgd(momentum: 0.7, nesterov: true), .adagrad(), .adam(), .adamW(),
        ]
        return (0..<10).flatMap { _ in
            rules.map { rule in
                let (weightDecay, l1, l2) = (maybe(0...0.5), maybe(0...0.5), maybe(0...0.5))
                let clip = maybe(0.1...3)
                return { kernels in
                    Optimizer(
                        rule: rule, learningRate: 0.05, schedule: Schedule(.cosine(), warmupSteps: 5),
                        weightDecay: weightDecay, l1: l1, l2: l2, gradientClipNorm: clip == 0 ? nil : clip,
                        kernels: kernels)
                }
            }
        }
    }

    /// What 20 steps leave, parameters and state.
    private func trained(_ optimizer: Optimizer, seed: UInt64, pieceCounts: [Int] = [.max]) -> [UInt32] {
        var random = SplitMix(state: seed)
        func numbers(_ count: Int) -> [Float] { (0..<count).map { _ in .random(in: -3...3, using: &random) } }
        let counts = (
            weights: Int.random(in: 1...1500, using: &random), biases: Int.random(in: 1...100, using: &random)
        )
        let model = SmallModel(weights: numbers(counts.weights), biases: numbers(counts.biases))
        for index in 0..<20 {
            let gradient = (weights: numbers(counts.weights), biases: numbers(counts.biases))
            let rowCount = Int.random(in: 1...9, using: &random)
            model.step(index, of: 20, along: gradient, rowCount: rowCount, optimizer, pieceCounts: pieceCounts)
        }
        return model.bits
    }

    @Test func whereverTheParametersAreCut() throws {
        var random = SplitMix(state: 76)
        let kernels = try InstructionSet.best().kernels
        for make in Self.optimizers(&random) {
            let (optimizer, seed) = (make(kernels), random.next())
            let whole = trained(optimizer, seed: seed)
            for pieceCounts in [[16], [32, 16, 112], [256], [1024, 16]] {
                #expect(trained(optimizer, seed: seed, pieceCounts: pieceCounts) == whole, "\(optimizer.rule)")
            }
        }
    }

    @Test(
        .needs(.severalInstructionSets))
    func fromEveryInstructionSet() {
        var random = SplitMix(state: 77)
        for make in Self.optimizers(&random) {
            let seed = random.next()
            let answers = InstructionSet.available.map { trained(make($0.kernels), seed: seed) }
            #expect(answers.allSatisfy { $0 == answers[0] }, "\(make(InstructionSet.available[0].kernels).rule)")
        }
    }
}
