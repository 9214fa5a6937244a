import Kernels
import Optimizers
import TestSupport
import Testing

/// Penalties of the mean loss as scikit-learn defines them, l1 ‖w‖₁ + l2/2 ‖w‖², biases free.
@Suite struct PenaltyTests {
    private func softThreshold(_ x: Double, _ threshold: Double) -> Double {
        x > threshold ? x - threshold : x < -threshold ? x + threshold : 0
    }

    /// One step of forward-backward splitting in double precision: five roundings, each below u = 2⁻²⁴ of the terms.
    @Test(arguments: InstructionSet.available)
    func takesTheProximalStep(_ set: InstructionSet) {
        var random = SplitMix(state: 75)
        for _ in 0..<100 {
            func numbers(_ count: Int) -> [Float] { (0..<count).map { _ in .random(in: -3...3, using: &random) } }
            let (l1, l2) = (Float.random(in: 0...2, using: &random), Float.random(in: 0...2, using: &random))
            let (rate, rowCount) = (Float.random(in: 0...1, using: &random), Int.random(in: 1...9, using: &random))
            let (weights, biases) = (numbers(70), numbers(5))
            let gradient = (weights: numbers(70), biases: numbers(5))
            let model = SmallModel(weights: weights, biases: biases)
            let free = SmallModel(weights: weights, biases: biases)
            let penalized = Optimizer(learningRate: rate, l1: l1, l2: l2, kernels: set.kernels)
            let unpenalized = Optimizer(learningRate: rate, kernels: set.kernels)
            model.step(0, of: 1, along: gradient, rowCount: rowCount, penalized)
            free.step(0, of: 1, along: gradient, rowCount: rowCount, unpenalized)

            for (found, (w, g)) in zip(model.weights, zip(weights, gradient.weights)) {
                let (w, average) = (Double(w), Double(g) / Double(rowCount))
                let (rate, l1, l2) = (Double(rate), Double(l1), Double(l2))
                let expected = softThreshold(w - rate * (average + l2 * w), rate * l1)
                let terms = abs(w) + rate * (abs(average) + l2 * abs(w) + l1)
                #expect(abs(Double(found) - expected) <= 5 * 0x1p-24 * terms)
            }
            #expect(model.biases == free.biases)
        }
    }

    /// ½(w − a)² + l1 |w| + l2/2 w² is least where w is a's soft threshold over 1 + l2, whatever the rule; a bias goes to
    /// a.
    @Test(
        arguments: [
            (.sgd(), 0.2), (.sgd(momentum: 0.5), 0.2), (.sgd(momentum: 0.9, nesterov: true), 0.2), (.adagrad(), 2),
            (.adam(), 0.2), (.adamW(), 0.2),
        ] as [(UpdateRule, Float)])
    func findsTheClosedForm(_ rule: UpdateRule, _ learningRate: Float) throws {
        let aims = (-20...20).map { Float($0) / 8 }
        for (l1, l2) in [(0, 0), (0.7, 0), (0, 0.5), (0.7, 0.5), (3, 0.1)] as [(Float, Float)] {
            let model = SmallModel(weights: aims.map { _ in 1 }, biases: [0, 0])
            let optimizer = Optimizer(
                rule: rule, learningRate: learningRate, schedule: Schedule(.linear()), l1: l1, l2: l2,
                kernels: try InstructionSet.best().kernels)
            for index in 0..<1000 {
                let gradient = (
                    weights: zip(model.weights, aims).map { ($0 - $1) * 3 },
                    biases: zip(model.biases, [2, -0.25]).map { ($0 - $1) * 3 }
                )
                model.step(index, of: 1000, along: gradient, rowCount: 3, optimizer)
            }
            for (found, aim) in zip(model.weights, aims) {
                let expected = softThreshold(Double(aim), Double(l1)) / (1 + Double(l2))
                #expect(abs(Double(found) - expected) <= 1e-6, "aim \(aim), l1 \(l1), l2 \(l2)")
                if expected == 0 && l1 > 0 { #expect(found == 0, "aim \(aim), l1 \(l1), l2 \(l2)") }
            }
            for (found, aim) in zip(model.biases, [2, -0.25] as [Float]) { #expect(abs(found - aim) <= 1e-6) }
        }
    }

    /// Least squares with a ridge, a lasso and an elastic net: the same fit, and the same weights exactly zero.
    @Test func findsTheFitsOfScikitLearn() throws {
        for vector in Vectors.all.penalties {
            let model = SmallModel(weights: vector.weights.map { _ in 0 }, biases: [0])
            let optimizer = Optimizer(
                learningRate: 0.2, l1: vector.l1, l2: vector.l2, kernels: try InstructionSet.best().kernels)
            for index in 0..<2000 {
                let (weights, bias) = (model.weights, model.biases[0])
                var gradient = (weights: weights.map { _ in Float(0) }, biases: [Float(0)])
                for (x, y) in zip(PenaltyVector.features, PenaltyVector.targets) {
                    let residual = zip(x, weights).reduce(bias - y) { $0 + $1.0 * $1.1 }
                    for (k, x) in x.enumerated() { gradient.weights[k] += residual * x }
                    gradient.biases[0] += residual
                }
                model.step(index, of: 2000, along: gradient, rowCount: PenaltyVector.targets.count, optimizer)
            }
            for (found, expected) in zip(model.weights + model.biases, vector.weights + [vector.bias]) {
                #expect(abs(Double(found) - expected) <= 2e-6, "l1 \(vector.l1), l2 \(vector.l2)")
                #expect((found == 0) == (expected == 0), "l1 \(vector.l1), l2 \(vector.l2)")
            }
        }
    }
}
