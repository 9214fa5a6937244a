import KernelTable

/// A loss and its first two derivatives by the score, eight rows at a time.
protocol LossCurve {
    func callAsFunction(_ score: Doubles, _ target: Doubles) -> CurvePoint
}

/// A loss and its derivatives at a score.
struct CurvePoint {
    var loss: Doubles
    var slope: Doubles
    var curvature: Doubles
}

struct SquaredCurve: LossCurve {
    @inline(__always)
    func callAsFunction(_ score: Doubles, _ target: Doubles) -> CurvePoint {
        let residual = score - target
        return CurvePoint(
            loss: Doubles(repeating: 0.5) * residual * residual, slope: residual, curvature: Doubles(repeating: 1))
    }
}

struct HuberCurve: LossCurve {
    let delta: Double

    @inline(__always)
    func callAsFunction(_ score: Doubles, _ target: Doubles) -> CurvePoint {
        let residual = score - target
        let limit = Doubles(repeating: delta)
        let isNegative = residual .< Doubles()
        let magnitude = residual.replacing(with: -residual, where: isNegative)
        let isFar = magnitude .> limit
        let half = Doubles(repeating: 0.5)
        return CurvePoint(
            loss: (half * residual * residual).replacing(with: limit * (magnitude - half * limit), where: isFar),
            slope: residual.replacing(with: limit.replacing(with: -limit, where: isNegative), where: isFar),
            curvature: Doubles(repeating: 1).replacing(with: Doubles(), where: isFar))
    }
}

struct LogisticCurve: LossCurve {
    /// With u = e^−|z|, σ(z) = 1 / (1 + u) or u / (1 + u), and ℓ = max(z, 0) − y z + ln(1 + u).
    @inline(__always)
    func callAsFunction(_ score: Doubles, _ target: Doubles) -> CurvePoint {
        let one = Doubles(repeating: 1)
        let isNegative = score .< Doubles()
        let u = exponential(score.replacing(with: -score, where: .!isNegative))
        let inverse = one / (one + u)
        let probability = inverse.replacing(with: u * inverse, where: isNegative)
        let above = score.replacing(with: Doubles(), where: isNegative)
        return CurvePoint(
            loss: above - target * score + logarithmOfOnePlus(u), slope: probability - target,
            curvature: u * inverse * inverse)
    }
}

struct PoissonCurve: LossCurve {
    /// ℓ = e^z − y − y (z − ln y), with e^z where y is 0.
    @inline(__always)
    func callAsFunction(_ score: Doubles, _ target: Doubles) -> CurvePoint {
        let mean = exponential(score)
        let isZero = target .== Doubles()
        let logarithms = logarithm(target.replacing(with: Doubles(repeating: 1), where: isZero))
        let loss = (mean - target) - target * (score - logarithms)
        return CurvePoint(loss: loss.replacing(with: mean, where: isZero), slope: mean - target, curvature: mean)
    }
}

struct GammaCurve: LossCurve {
    /// ℓ = y e^−z − 1 + z − ln y.
    @inline(__always)
    func callAsFunction(_ score: Doubles, _ target: Doubles) -> CurvePoint {
        let ratio = target * exponential(-score)
        let excess = ratio - Doubles(repeating: 1)
        return CurvePoint(loss: excess + (score - logarithm(target)), slope: -excess, curvature: ratio)
    }
}

/// The losses that have no second derivative to speak of: their slopes jump.
struct PiecewiseLinearCurve: LossCurve {
    /// The slopes below and above the target.
    let below: Double
    let above: Double

    @inline(__always)
    func callAsFunction(_ score: Doubles, _ target: Doubles) -> CurvePoint {
        let residual = score - target
        let slope = Doubles(repeating: above).replacing(with: Doubles(repeating: below), where: residual .< Doubles())
        return CurvePoint(
            loss: slope * residual, slope: slope.replacing(with: Doubles(), where: residual .== Doubles()),
            curvature: Doubles())
    }
}

/// Losses, slopes and curvatures of rows whose scores are there already.
func lossCurves(_ job: LossCurveJob) {
    switch job.loss {
    case .squared: lossCurves(job, SquaredCurve())
    case .huber(let delta): lossCurves(job, HuberCurve(delta: Double(delta)))
    case .absolute: lossCurves(job, PiecewiseLinearCurve(below: -1, above: 1))
    case .quantile(let level):
        lossCurves(job, PiecewiseLinearCurve(below: -Double(level), above: 1 - Double(level)))
    case .poisson: lossCurves(job, PoissonCurve())
    case .gamma: lossCurves(job, GammaCurve())
    case .logistic: lossCurves(job, LogisticCurve())
    }
}

@inline(__always)
private func lossCurves(_ job: LossCurveJob, _ curve: some LossCurve) {
    var row = 0
    while row < job.count {
        let count = min(doubleCount, job.count - row)
        var scores = Doubles(), targets = Doubles(), weights = Doubles(repeating: 1)
        for lane in 0..<count {
            scores[lane] = job.scores[row + lane]
            targets[lane] = Double(job.targets[row + lane])
            if let given = job.weights { weights[lane] = Double(given[row + lane]) }
        }
        let point = curve(scores, targets)
        let isOut = weights .== Doubles()
        for lane in 0..<count {
            job.losses[row + lane] = isOut[lane] ? 0 : weights[lane] * point.loss[lane]
            job.slopes[row + lane] = isOut[lane] ? 0 : weights[lane] * point.slope[lane]
            job.curvatures[row + lane] = isOut[lane] ? 0 : weights[lane] * point.curvature[lane]
        }
        row += count
    }
}

/// Turns scores into probabilities, and gives ln Σ e^z − z of each row's label. The scores of a row are made smaller by the
/// largest first.
func classCurves(
    _ scores: UnsafeMutablePointer<Double>, _ classCount: Int, _ targets: UnsafePointer<Float>, _ rowCount: Int,
    _ losses: UnsafeMutablePointer<Double>
) {
    for row in 0..<rowCount {
        let numbers = scores + row &* classCount
        var largest = numbers[0]
        for index in 1..<classCount where !(numbers[index] <= largest) { largest = numbers[index] }
        let label = numbers[Int(targets[row])] - largest
        var total = 0.0
        var index = 0
        while index < classCount {
            let count = min(doubleCount, classCount - index)
            var some = Doubles()
            for lane in 0..<count { some[lane] = numbers[index + lane] - largest }
            let powers = exponential(some)
            for lane in 0..<count {
                numbers[index + lane] = powers[lane]
                total += powers[lane]
            }
            index += count
        }
        let inverse = 1 / total
        for index in 0..<classCount { numbers[index] *= inverse }
        losses[row] = logarithm(Doubles(repeating: total))[0] - label
    }
}
