import KernelTable

/// One step of the job's formula over its parameters.
func update(_ job: UpdateJob) {
    let rate = job.coefficients.learningRate
    switch job.coefficients.formula {
    case .sgd:
        run(job, Descent(rate: rate))
    case .sgdMomentum(let momentum, let nesterov):
        run(job, Momentum(rate: rate, momentum: momentum, isNesterov: nesterov, velocity: job.firstState!))
    case .adagrad(let epsilon):
        run(job, Adagrad(rate: rate, epsilon: epsilon, squares: job.firstState!))
    case .adam(let beta1, let beta2, let epsilon, let meanScale, let rootScale):
        run(
            job,
            Adam(
                rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, meanScale: meanScale, rootScale: rootScale,
                means: job.firstState!, squares: job.secondState!))
    }
}

/// A step without penalties, clipping and decay has a loop of its own, with nothing in it but the rule.
@inline(__always)
private func run(_ job: UpdateJob, _ rule: some Rule) {
    let modifiers = Modifiers(job.coefficients)
    let rows = Lanes(repeating: job.coefficients.rowCount)
    var k = 0
    if modifiers.changeNothing {
        while k < job.count {
            let average = lanes(at: job.gradientSum + k) / rows
            let step = rule.step(from: lanes(at: job.parameters + k), along: average, at: k)
            store(step.parameters, at: job.parameters + k)
            k += laneCount
        }
    } else {
        while k < job.count {
            let parameters = lanes(at: job.parameters + k)
            let gradient = modifiers.gradient(lanes(at: job.gradientSum + k) / rows, at: parameters)
            let step = rule.step(from: modifiers.decayed(parameters), along: gradient, at: k)
            store(modifiers.shrunk(step), at: job.parameters + k)
            k += laneCount
        }
    }
}

/// What happens to gradient and parameters before and after the rule.
private struct Modifiers {
    private let coefficients: UpdateCoefficients

    @inline(__always)
    init(_ coefficients: UpdateCoefficients) { self.coefficients = coefficients }

    var changeNothing: Bool {
        coefficients.l2 == 0 && coefficients.gradientFactor == 1 && coefficients.weightDecay == 0
            && coefficients.parameterFactor == 1 && coefficients.l1 == 0
    }

    @inline(__always)
    func gradient(_ average: Lanes, at parameters: Lanes) -> Lanes {
        let penalized = fused(parameters, coefficients.l2, plus: average)
        return fused(parameters, coefficients.weightDecay, plus: penalized * coefficients.gradientFactor)
    }

    @inline(__always)
    func decayed(_ parameters: Lanes) -> Lanes { parameters * coefficients.parameterFactor }

    /// The proximal step of the l1 penalty: soft thresholding.
    @inline(__always)
    func shrunk(_ step: Step) -> Lanes {
        let threshold = step.rate * coefficients.l1
        let clamped = step.parameters
            .replacing(with: threshold, where: step.parameters .> threshold)
            .replacing(with: -threshold, where: step.parameters .< -threshold)
        return step.parameters - clamped
    }
}

/// Sixteen parameters after a step, and how far a lasting gradient of 1 moves each in a step: what the l1 penalty must be
/// scaled by to keep its balance with the gradient.
private struct Step {
    let parameters: Lanes
    let rate: Lanes
}

/// What an update rule does to sixteen numbers.
private protocol Rule {
    /// One step; `k` is the place of the parameters' state.
    func step(from parameters: Lanes, along gradient: Lanes, at k: Int) -> Step
}

private struct Descent: Rule {
    let rate: Float

    @inline(__always)
    func step(from parameters: Lanes, along gradient: Lanes, at k: Int) -> Step {
        Step(parameters: fused(gradient, -rate, plus: parameters), rate: Lanes(repeating: rate))
    }
}

private struct Momentum: Rule {
    let rate: Float
    let momentum: Float
    let isNesterov: Bool
    let velocity: UnsafeMutablePointer<Float>

    @inline(__always)
    func step(from parameters: Lanes, along gradient: Lanes, at k: Int) -> Step {
        let moved = fused(lanes(at: velocity + k), momentum, plus: gradient)
        store(moved, at: velocity + k)
        let direction = isNesterov ? fused(moved, momentum, plus: gradient) : moved
        return Step(
            parameters: fused(direction, -rate, plus: parameters), rate: Lanes(repeating: rate / (1 - momentum)))
    }
}

private struct Adagrad: Rule {
    let rate: Float
    let epsilon: Float
    let squares: UnsafeMutablePointer<Float>

    @inline(__always)
    func step(from parameters: Lanes, along gradient: Lanes, at k: Int) -> Step {
        let sum = fused(gradient, gradient, plus: lanes(at: squares + k))
        store(sum, at: squares + k)
        let rates = Lanes(repeating: rate) / (sum.squareRoot() + epsilon)
        return Step(parameters: fused(gradient, -rates, plus: parameters), rate: rates)
    }
}

private struct Adam: Rule {
    let rate: Float
    let beta1: Float
    let beta2: Float
    let epsilon: Float
    let meanScale: Float
    let rootScale: Float
    let means: UnsafeMutablePointer<Float>
    let squares: UnsafeMutablePointer<Float>

    @inline(__always)
    func step(from parameters: Lanes, along gradient: Lanes, at k: Int) -> Step {
        let mean = fused(gradient, 1 - beta1, plus: lanes(at: means + k) * beta1)
        let square = fused(gradient * (1 - beta2), gradient, plus: lanes(at: squares + k) * beta2)
        store(mean, at: means + k)
        store(square, at: squares + k)
        let rates = Lanes(repeating: rate) / fused(square.squareRoot(), rootScale, plus: Lanes(repeating: epsilon))
        return Step(parameters: fused(mean * meanScale, -rates, plus: parameters), rate: rates)
    }
}

/// So many squares at most are added in single precision.
private let chunkCount = 1024

/// The squared length of the average gradient, the l2 penalty's share included.
func squaredNorm(
    _ parameters: UnsafePointer<Float>, _ gradientSum: UnsafePointer<Float>, _ count: Int, _ rowCount: Float,
    _ l2: Float
) -> Double {
    let rows = Lanes(repeating: rowCount)
    let isPenalized = l2 != 0
    var total = 0.0
    var k = 0
    while k < count {
        let end = min(k + chunkCount, count)
        var squares = Lanes()
        while k < end {
            var gradient = lanes(at: gradientSum + k) / rows
            if isPenalized { gradient = fused(lanes(at: parameters + k), l2, plus: gradient) }
            squares = fused(gradient, gradient, plus: squares)
            k += laneCount
        }
        total += Double(sum(squares))
    }
    return total
}

/// `a * b + c` with one `b` for all lanes.
@inline(__always)
private func fused(_ a: Lanes, _ b: Float, plus c: Lanes) -> Lanes { fused(a, Lanes(repeating: b), plus: c) }
