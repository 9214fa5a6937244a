import Optimizers

/// Some weights and biases with their gradient and state, in two tensors whose padding to 16 numbers is zero.
final class SmallModel {
    private let weightCount: Int
    private let biasCount: Int
    private let biasOffset: Int
    private let count: Int
    private let parameters: UnsafeMutablePointer<Float>
    private let gradientSum: UnsafeMutablePointer<Float>
    private let firstState: UnsafeMutablePointer<Float>
    private let secondState: UnsafeMutablePointer<Float>

    init(weights: [Float], biases: [Float]) {
        func allocated(_ count: Int) -> UnsafeMutablePointer<Float> {
            let memory = UnsafeMutablePointer<Float>.allocate(capacity: count)
            memory.initialize(repeating: 0, count: count)
            return memory
        }
        weightCount = weights.count
        biasCount = biases.count
        biasOffset = (weightCount + 15) / 16 * 16
        count = biasOffset + (biasCount + 15) / 16 * 16
        (parameters, gradientSum) = (allocated(count), allocated(count))
        (firstState, secondState) = (allocated(count), allocated(count))
        write(weights, biases, to: parameters)
    }

    deinit {
        for memory in [parameters, gradientSum, firstState, secondState] { memory.deallocate() }
    }

    var weights: [Float] { (0..<weightCount).map { parameters[$0] } }
    var biases: [Float] { (biasOffset..<biasOffset + biasCount).map { parameters[$0] } }
    var paddingIsZero: Bool {
        [weightCount..<biasOffset, biasOffset + biasCount..<count].allSatisfy { gap in
            gap.allSatisfy { parameters[$0] == 0 }
        }
    }
    /// Everything that a step changes.
    var bits: [UInt32] {
        [parameters, firstState, secondState].flatMap { memory in (0..<count).map { memory[$0].bitPattern } }
    }

    /// One step along a gradient summed over `rowCount` rows.
    /// - Parameter pieceCounts: how many numbers each range of the update has, over and over.
    @discardableResult
    func step(
        _ index: Int, of totalSteps: Int, along gradient: (weights: [Float], biases: [Float]), rowCount: Int,
        _ optimizer: Optimizer, pieceCounts: [Int] = [.max]
    ) -> UpdateStep {
        write(gradient.weights, gradient.biases, to: gradientSum)
        let tensors = [(0..<biasOffset, isWeight: true), (biasOffset..<count, isWeight: false)]
        var step = optimizer.step(index, of: totalSteps, rowCount: rowCount)
        if optimizer.needsNorm {
            let norms = tensors.map { range, isWeight in
                optimizer.squaredNorm(
                    parameters: parameters + range.lowerBound, gradientSum: gradientSum + range.lowerBound,
                    count: range.count, isWeight: isWeight, step: step)
            }
            step = optimizer.clipped(step, squaredNorm: norms.reduce(0, +))
        }
        var pieces = 0
        for (range, isWeight) in tensors {
            var begin = range.lowerBound
            while begin < range.upperBound {
                let count = min(pieceCounts[pieces % pieceCounts.count], range.upperBound - begin)
                optimizer.update(
                    parameters + begin, gradientSum: gradientSum + begin, firstState: firstState + begin,
                    secondState: secondState + begin, count: count, isWeight: isWeight, step: step)
                begin += count
                pieces += 1
            }
        }
        return step
    }

    private func write(_ weights: [Float], _ biases: [Float], to memory: UnsafeMutablePointer<Float>) {
        memory.update(from: weights, count: weights.count)
        (memory + biasOffset).update(from: biases, count: biases.count)
    }
}
