public import KernelTable
import Kernels
import Measures
public import NUMA

/// How sure the differences between two models are: measured again and again on rows that are drawn, with replacement, from
/// those that there are, the same rows for both models. An interval lies between two percentiles of the differences.
///
/// Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, sections 6.2 and 13.3.
public struct PairedBootstrap: Sendable {
    /// How it is done.
    public struct Plan: Sendable, Equatable {
        /// How often rows are drawn, at least once.
        public var resampleCount = 1000
        /// The share of intervals that hold the true difference, above 0 and below 1.
        public var confidence = 0.95
        /// Chooses the rows.
        public var seed: UInt64 = 42

        /// A thousand resamples, 95 %.
        public init() {}
    }

    /// How it was done.
    public let plan: Plan
    /// The number of rows.
    public let rowCount: Int
    /// The measures that both models have, in the order of the vocabulary.
    public let differences: [MeasureDifference]

    /// An interval is of at least this share of the resamples.
    private static let leastShare = 0.5

    /// Measures; the result does not depend on the number of workers.
    /// - Parameters:
    ///   - rows: the predictions of two models.
    ///   - plan: how it is done.
    ///   - workers: the threads that measure.
    ///   - kernels: the arithmetic of an instruction set; the same bits whichever.
    public init(of rows: PairedPredictions, _ plan: Plan = Plan(), workers: Workers, kernels: KernelTable) {
        self.plan = plan
        rowCount = rows.rowCount
        let whole = (0...1).map { rows.measures(of: $0, weights: rows.weights) }
        let measures = Measure.allCases.filter { measure in
            whole.allSatisfy { $0?[measure]?.number?.isFinite == true }
        }
        let differences = [[Double]](unsafeUninitializedCapacity: plan.resampleCount) { buffer, count in
            // Safe: each iteration writes an element of its own.
            nonisolated(unsafe) let buffer = buffer
            workers.perform(plan.resampleCount) { resample in
                let weights = Self.weights(of: rows, resample, seed: plan.seed, kernels)
                let values = (0...1).map { rows.measures(of: $0, weights: weights) }
                buffer.initializeElement(
                    at: resample,
                    to: measures.map { measure in
                        guard let first = values[0]?[measure]?.number, let second = values[1]?[measure]?.number else {
                            return .nan
                        }
                        return second - first
                    })
            }
            count = plan.resampleCount
        }
        self.differences = measures.enumerated().map { index, measure in
            let drawn = differences.map { $0[index] }.filter(\.isFinite).sorted()
            let isEnough = Double(drawn.count) >= Self.leastShare * Double(plan.resampleCount)
            let tail = (1 - plan.confidence) / 2
            return MeasureDifference(
                measure: measure, first: whole[0]?[measure]?.number ?? .nan, second: whole[1]?[measure]?.number ?? .nan,
                interval: isEnough && !drawn.isEmpty
                    ? Self.percentile(tail, of: drawn)...Self.percentile(1 - tail, of: drawn) : nil)
        }
    }

    /// How often each row is drawn, times what it weighs.
    private static func weights(
        of rows: PairedPredictions, _ resample: Int, seed: UInt64, _ kernels: KernelTable
    ) -> [Float] {
        let stream = RandomStream(seed: seed, purpose: .bootstrap)
        let count = rows.rowCount
        var weights = [Float](repeating: 0, count: count)
        // A call of the generator gives eight blocks of four words, of which a draw takes two.
        let blocksAtOnce = 8
        let drawsAtOnce = 2 * blocksAtOnce
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * drawsAtOnce) { words in
            for start in stride(from: 0, to: count, by: drawsAtOnce) {
                kernels.philox(stream, UInt64(resample), UInt32(start / drawsAtOnce * blocksAtOnce), words.baseAddress!)
                for draw in 0..<min(drawsAtOnce, count - start) {
                    let bits = UInt64(words[2 * draw]) << 32 | UInt64(words[2 * draw + 1])
                    weights[Int(bits.multipliedFullWidth(by: UInt64(count)).high)] += 1
                }
            }
        }
        if let own = rows.weights { for row in 0..<count { weights[row] *= own[row] } }
        return weights
    }

    /// The number below which a share of some ascending numbers lies, between two of them in proportion: type 7 of Hyndman
    /// and Fan, Sample quantiles in statistical packages, 1996.
    static func percentile(_ share: Double, of numbers: [Double]) -> Double {
        let place = share * Double(numbers.count - 1)
        let below = Int(place)
        let above = min(below + 1, numbers.count - 1)
        return numbers[below] + (place - Double(below)) * (numbers[above] - numbers[below])
    }
}
