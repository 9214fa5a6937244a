import KernelTable

/// A loss and its derivative by the output, four rows at a time.
protocol RowLoss {
    func callAsFunction(_ output: SIMD4<Float>, _ target: SIMD4<Float>) -> (
        derivative: SIMD4<Float>, loss: SIMD4<Float>
    )
}

struct SquaredLoss: RowLoss {
    @inline(__always)
    func callAsFunction(_ output: SIMD4<Float>, _ target: SIMD4<Float>) -> (
        derivative: SIMD4<Float>, loss: SIMD4<Float>
    ) {
        let residual = output - target
        return (residual, SIMD4(repeating: 0.5) * residual * residual)
    }
}

struct HuberLoss: RowLoss {
    let delta: Float

    @inline(__always)
    func callAsFunction(_ output: SIMD4<Float>, _ target: SIMD4<Float>) -> (
        derivative: SIMD4<Float>, loss: SIMD4<Float>
    ) {
        let residual = output - target
        let magnitude = residual.replacing(with: -residual, where: residual .< SIMD4())
        let limit = SIMD4(repeating: delta)
        let isFar = magnitude .> limit
        let derivative = residual.replacing(
            with: limit.replacing(with: -limit, where: residual .< SIMD4()), where: isFar)
        let half = SIMD4<Float>(repeating: 0.5)
        let loss = (half * residual * residual).replacing(with: limit * (magnitude - half * limit), where: isFar)
        return (derivative, loss)
    }
}

struct AbsoluteLoss: RowLoss {
    @inline(__always)
    func callAsFunction(_ output: SIMD4<Float>, _ target: SIMD4<Float>) -> (
        derivative: SIMD4<Float>, loss: SIMD4<Float>
    ) {
        let residual = output - target
        let isNegative = residual .< SIMD4()
        let sign = SIMD4<Float>(repeating: 1).replacing(with: SIMD4(repeating: -1), where: isNegative)
        return (
            sign.replacing(with: SIMD4(), where: residual .== SIMD4()),
            residual.replacing(with: -residual, where: isNegative)
        )
    }
}

struct QuantileLoss: RowLoss {
    let level: Float

    @inline(__always)
    func callAsFunction(_ output: SIMD4<Float>, _ target: SIMD4<Float>) -> (
        derivative: SIMD4<Float>, loss: SIMD4<Float>
    ) {
        let residual = output - target
        let slope = SIMD4(repeating: 1 - level).replacing(with: SIMD4(repeating: -level), where: residual .< SIMD4())
        return (slope.replacing(with: SIMD4(), where: residual .== SIMD4()), slope * residual)
    }
}

struct PoissonLoss: RowLoss {
    @inline(__always)
    func callAsFunction(_ output: SIMD4<Float>, _ target: SIMD4<Float>) -> (
        derivative: SIMD4<Float>, loss: SIMD4<Float>
    ) {
        let mean = exponential(widened(output)).lowHalf.lowHalf
        let derivative = mean - target
        let distance = output - logarithm(widened(target)).lowHalf.lowHalf
        let far = derivative - target * distance
        let ratio = derivative / target
        let loss = far.replacing(with: target * distanceFromLogarithm(ratio), where: isSmall(ratio))
        return (derivative, loss.replacing(with: mean, where: target .== SIMD4()))
    }
}

struct GammaLoss: RowLoss {
    @inline(__always)
    func callAsFunction(_ output: SIMD4<Float>, _ target: SIMD4<Float>) -> (
        derivative: SIMD4<Float>, loss: SIMD4<Float>
    ) {
        let inverseMean = exponential(widened(-output)).lowHalf.lowHalf
        let excess = target * inverseMean - SIMD4(repeating: 1)
        let far = excess + (output - logarithm(widened(target)).lowHalf.lowHalf)
        return (-excess, far.replacing(with: distanceFromLogarithm(excess), where: isSmall(excess)))
    }
}

@inline(__always)
private func widened(_ numbers: SIMD4<Float>) -> Lanes {
    Lanes(lowHalf: SIMD8(lowHalf: numbers, highHalf: SIMD4()), highHalf: SIMD8())
}

@inline(__always)
private func isSmall(_ x: SIMD4<Float>) -> SIMDMask<SIMD4<Int32>> {
    (x .< SIMD4(repeating: 0.125)) .& (x .> SIMD4(repeating: -0.125))
}

/// x − ln(1 + x) for a small x, where the difference of the two would have lost most of its digits: ½x² − ⅓x³ + ¼x⁴ − …
@inline(__always)
private func distanceFromLogarithm(_ x: SIMD4<Float>) -> SIMD4<Float> {
    var series = SIMD4<Float>(repeating: -1 / 9)
    series = SIMD4(repeating: 1 / 8).addingProduct(series, x)
    series = SIMD4(repeating: -1 / 7).addingProduct(series, x)
    series = SIMD4(repeating: 1 / 6).addingProduct(series, x)
    series = SIMD4(repeating: -1 / 5).addingProduct(series, x)
    series = SIMD4(repeating: 1 / 4).addingProduct(series, x)
    series = SIMD4(repeating: -1 / 3).addingProduct(series, x)
    series = SIMD4(repeating: 1 / 2).addingProduct(series, x)
    return series * x * x
}

struct LogisticLoss: RowLoss {
    /// ℓ = max(z, 0) − y·z + ln(1 + e^−|z|), whose exponential cannot overflow.
    @inline(__always)
    func callAsFunction(_ output: SIMD4<Float>, _ target: SIMD4<Float>) -> (
        derivative: SIMD4<Float>, loss: SIMD4<Float>
    ) {
        let z = widened(output)
        let decayed = exponential(lanes(bits(z) | Bits(repeating: 0x8000_0000)))
        let rest = logarithmOfOnePlus(decayed).lowHalf.lowHalf
        let above = output.replacing(with: SIMD4(), where: output .< SIMD4())
        return (logisticSigmoid(z).lowHalf.lowHalf - target, above - target * output + rest)
    }
}

/// Work that is compiled once for each loss, so that the loop over the rows knows which one it is.
protocol LossWork {
    func callAsFunction(_ loss: some RowLoss)
}

/// Does work with a loss. A function of its own module: instructions of one module must not get into a symbol of another.
@inline(__always)
func specialize(_ work: some LossWork, for loss: PointLoss) {
    switch loss {
    case .squared: work(SquaredLoss())
    case .huber(let delta): work(HuberLoss(delta: delta))
    case .absolute: work(AbsoluteLoss())
    case .quantile(let level): work(QuantileLoss(level: level))
    case .poisson: work(PoissonLoss())
    case .gamma: work(GammaLoss())
    case .logistic: work(LogisticLoss())
    }
}

/// Losses and derivatives of rows whose outputs are there already.
func pointLosses(_ job: PointLossJob) { specialize(PointLossWork(job: job), for: job.loss) }

private struct PointLossWork: LossWork {
    let job: PointLossJob

    @inline(__always)
    func callAsFunction(_ loss: some RowLoss) {
        for row in 0..<job.count {
            let result = loss(
                SIMD4(repeating: job.outputs[row &* job.stride]), SIMD4(repeating: job.targets[row]))
            job.derivatives?[row &* job.stride] = result.derivative[0]
            job.losses[row] = result.loss[0]
        }
    }
}
