import Kernels
import Optimizers
import TestSupport
import Testing

@Suite struct ClippingTests {
    private static func optimizer(clip: Float?, l2: Float = 0, _ set: InstructionSet) -> Optimizer {
        Optimizer(learningRate: 1, l2: l2, gradientClipNorm: clip, kernels: set.kernels)
    }

    /// At a learning rate of 1 the step is the gradient: its length is at most the clip, and its direction stays.
    @Test(arguments: InstructionSet.available)
    func scalesALongGradientDown(_ set: InstructionSet) {
        var random = SplitMix(state: 74)
        for _ in 0..<200 {
            func numbers(_ count: Int) -> [Float] { (0..<count).map { _ in .random(in: -1...1, using: &random) } }
            let (clip, rowCount) = (Float.random(in: 0.1...10, using: &random), Int.random(in: 1...9, using: &random))
            let gradient = (
                weights: numbers(.random(in: 1...2500, using: &random)),
                biases: numbers(.random(in: 1...20, using: &random))
            )
            let model = SmallModel(
                weights: gradient.weights.map { _ in 0 }, biases: gradient.biases.map { _ in 0 })
            let step = model.step(0, of: 1, along: gradient, rowCount: rowCount, Self.optimizer(clip: clip, set))

            let averages = (gradient.weights + gradient.biases).map { Double($0) / Double(rowCount) }
            let norm = averages.map { $0 * $0 }.reduce(0, +).squareRoot()
            let factor = min(1, Double(clip) / (norm + 1e-6))
            #expect(abs(Double(step.gradientFactor) - factor) <= 1e-6 * factor)
            for (found, average) in zip(model.weights + model.biases, averages) {
                #expect(abs(Double(found) + average * factor) <= 2e-6 * abs(average))
            }
        }
    }

    /// The l2 penalty's share is clipped too, that of the weights alone.
    @Test(arguments: InstructionSet.available)
    func countsThePenaltyOfWeights(_ set: InstructionSet) {
        let optimizer = Self.optimizer(clip: 1, l2: 2, set)
        let step = optimizer.step(0, of: 1, rowCount: 4)
        let (parameters, sum) = ([Float](repeating: 3, count: 16), [Float](repeating: -8, count: 16))
        func norm(isWeight: Bool) -> Double {
            optimizer.squaredNorm(
                parameters: parameters, gradientSum: sum, count: 16, isWeight: isWeight, step: step)
        }
        #expect(norm(isWeight: true) == 16 * 4 * 4)
        #expect(norm(isWeight: false) == 16 * 2 * 2)
    }

    @Test(arguments: InstructionSet.available)
    func leavesOtherStepsAlone(_ set: InstructionSet) {
        let free = Self.optimizer(clip: nil, set)
        let step = free.step(3, of: 9, rowCount: 5)
        #expect(!free.needsNorm)
        #expect(free.clipped(step, squaredNorm: 1e30) == step)

        let clipping = Self.optimizer(clip: 2, set)
        #expect(clipping.needsNorm)
        #expect(clipping.clipped(step, squaredNorm: 3.9) == step)
        #expect(clipping.clipped(step, squaredNorm: 0) == step)
        #expect(clipping.clipped(step, squaredNorm: 16).gradientFactor == Float(2 / (4 + 1e-6)))
        #expect(clipping.clipped(step, squaredNorm: .infinity).gradientFactor == 0)
        #expect(clipping.clipped(step, squaredNorm: .nan).gradientFactor.isNaN)
    }
}
