import Kernels
import TestSupport

/// A step of an optimizer, one number at a time, as the documentation of `UpdateFormula` and `UpdateCoefficients` says:
/// a fused multiply-add wherever something is added to a product. Its bits are those of the kernels on any CPU.
struct UpdateReference: Equatable {
    var parameter: Float
    var firstState: Float
    var secondState: Float

    mutating func step(along gradientSum: Float, _ c: UpdateCoefficients) {
        func fused(_ a: Float, _ b: Float, plus c: Float) -> Float { c.addingProduct(a, b) }
        var p = parameter
        var g = fused(p, c.l2, plus: gradientSum / c.rowCount)
        g *= c.gradientFactor
        g = fused(p, c.weightDecay, plus: g)
        p *= c.parameterFactor
        var rate = c.learningRate
        switch c.formula {
        case .sgd:
            p = fused(g, -c.learningRate, plus: p)
        case .sgdMomentum(let momentum, let nesterov):
            firstState = fused(firstState, momentum, plus: g)
            let direction = nesterov ? fused(firstState, momentum, plus: g) : firstState
            p = fused(direction, -c.learningRate, plus: p)
            rate /= 1 - momentum
        case .adagrad(let epsilon):
            firstState = fused(g, g, plus: firstState)
            rate /= firstState.squareRoot() + epsilon
            p = fused(g, -rate, plus: p)
        case .adam(let beta1, let beta2, let epsilon, let meanScale, let rootScale):
            firstState = fused(g, 1 - beta1, plus: firstState * beta1)
            secondState = fused(g * (1 - beta2), g, plus: secondState * beta2)
            rate /= fused(secondState.squareRoot(), rootScale, plus: epsilon)
            p = fused(firstState * meanScale, -rate, plus: p)
        }
        let threshold = rate * c.l1
        parameter = abs(p) <= threshold ? 0 : p > 0 ? p - threshold : p + threshold
    }
}

extension UpdateCoefficients {
    /// Each formula, without anything else and with any one or all of penalties, clipping and decay.
    static func random(_ random: inout SplitMix) -> [UpdateCoefficients] {
        func formula(_ index: Int) -> UpdateFormula {
            func beta() -> Float { .random(in: 0..<1, using: &random) }
            return switch index {
            case 0: .sgd
            case 1: .sgdMomentum(beta(), nesterov: false)
            case 2: .sgdMomentum(beta(), nesterov: true)
            case 3: .adagrad(epsilon: 1e-10)
            default:
                .adam(
                    beta1: beta(), beta2: beta(), epsilon: 1e-8, meanScale: .random(in: 1...10, using: &random),
                    rootScale: .random(in: 1...30, using: &random))
            }
        }
        return (0..<5).flatMap { index in
            (0..<64).map { features in
                var coefficients = UpdateCoefficients(
                    formula(index), learningRate: .random(in: 0...0.5, using: &random),
                    rowCount: Float(Int.random(in: 1...5000, using: &random)))
                if features & 1 != 0 { coefficients.l2 = .random(in: 0...2, using: &random) }
                if features & 2 != 0 { coefficients.gradientFactor = .random(in: 0...1, using: &random) }
                if features & 4 != 0 { coefficients.weightDecay = .random(in: 0...2, using: &random) }
                if features & 8 != 0 { coefficients.parameterFactor = .random(in: 0...1, using: &random) }
                if features & 16 != 0 { coefficients.l1 = .random(in: 0...5, using: &random) }
                return coefficients
            }
        }
    }
}

/// Parameters with their gradient and state, for the kernels to change.
struct UpdateProblem {
    let parameters: [Float]
    let gradientSum: [Float]
    let firstState: [Float]
    let secondState: [Float]

    /// Any finite numbers, or those of a well-behaved run; the second state, and the first of Adagrad, are sums of
    /// squares.
    init(count: Int, anyMagnitude: Bool = false, _ random: inout SplitMix) {
        func numbers() -> [Float] {
            (0..<count).map { _ in
                guard anyMagnitude else { return .random(in: -3...3, using: &random) }
                let number = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
                return number.isFinite ? number : .leastNonzeroMagnitude
            }
        }
        parameters = numbers()
        gradientSum = numbers()
        firstState = numbers().map(\.magnitude)
        secondState = numbers().map(\.magnitude)
    }

    /// What the kernel leaves, and whether it wrote nowhere else.
    func updated(_ set: InstructionSet, _ coefficients: UpdateCoefficients) -> (numbers: [Float], isIntact: Bool) {
        let buffers = [parameters, firstState, secondState].map { SentinelBuffer($0, sentinel: 1e30) }
        // One number off any boundary: nothing promises that buffers are aligned.
        let gradient = SentinelBuffer([0] + gradientSum, sentinel: .nan)
        set.kernels.update(
            UpdateJob(
                parameters: buffers[0].base, gradientSum: gradient.base + 1, firstState: buffers[1].base,
                secondState: buffers[2].base, count: parameters.count, coefficients: coefficients))
        return (buffers.flatMap(\.contents), buffers.allSatisfy(\.isIntact))
    }

    /// What it should leave.
    func expected(_ coefficients: UpdateCoefficients) -> [Float] {
        let steps = parameters.indices.map { k in
            var step = UpdateReference(
                parameter: parameters[k], firstState: firstState[k], secondState: secondState[k])
            step.step(along: gradientSum[k], coefficients)
            return step
        }
        return steps.map(\.parameter) + steps.map(\.firstState) + steps.map(\.secondState)
    }
}
