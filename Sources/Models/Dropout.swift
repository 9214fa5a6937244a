package import Kernels

/// What a step of a training drops: each output of a hidden layer with a probability, while the others are divided by the
/// probability to be kept, so that nothing is to be done in an evaluation (Srivastava et al., "Dropout", 2014).
///
/// Which outputs are dropped is a function of the seed, the step, the row, the layer and the output alone.
public struct Dropout: Hashable, Sendable {
    /// The probability that an output is dropped, from 0 and below 1.
    public let probability: Float
    /// Chooses what is dropped.
    public let seed: UInt64

    /// - Parameters:
    ///   - probability: that an output is dropped, from 0 and below 1.
    ///   - seed: chooses what is dropped.
    public init(probability: Float, seed: UInt64) {
        precondition(probability >= 0 && probability < 1, "a probability of \(probability)")
        self.probability = probability
        self.seed = seed
    }

    /// What identifies a row in a training.
    /// - Parameters:
    ///   - name: its place in its partition.
    ///   - partition: the partition, which is the shard of a step.
    package static func key(ofRow name: UInt32, in partition: Int) -> UInt64 { UInt64(partition) << 32 | UInt64(name) }

    /// The factors of one layer's outputs in a step.
    package struct Factors {
        private let stream: RandomStream
        private let threshold: UInt32
        private let kept: Float
        private let kernels: KernelTable

        /// - Parameters:
        ///   - dropout: what is dropped.
        ///   - step: the step, counted from the start of the run.
        ///   - layer: the layer's number from 0.
        ///   - kernels: the arithmetic of an instruction set; the same bits whichever.
        package init(_ dropout: Dropout, step: Int, layer: UInt32, kernels: KernelTable) {
            // The first numbers of a step's row are keys, in eight blocks for each of its layers.
            var seed: UInt64 = 0
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 32) { words in
                let stream = RandomStream(seed: dropout.seed, purpose: .dropout)
                kernels.philox(stream, UInt64(step), 8 &* layer, words.baseAddress!)
                seed = UInt64(words[0]) << 32 | UInt64(words[1])
            }
            stream = RandomStream(seed: seed, purpose: .dropout)
            threshold = UInt32(Double(dropout.probability) * 0x1p32)
            kept = 1 / (1 - dropout.probability)
            self.kernels = kernels
        }

        /// Writes the factors of some outputs of a row: 0, or what makes up for the others.
        /// - Parameters:
        ///   - key: identifies the row.
        ///   - first: the number of the first output, a multiple of 4.
        ///   - count: how many outputs.
        ///   - factors: where they are written.
        package func write(ofRow key: UInt64, from first: Int, count: Int, to factors: UnsafeMutablePointer<Float>) {
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 32) { words in
                for k in stride(from: 0, to: count, by: 32) {
                    kernels.philox(stream, key, UInt32((first + k) / 4), words.baseAddress!)
                    for lane in 0..<min(32, count - k) { factors[k + lane] = words[lane] < threshold ? 0 : kept }
                }
            }
        }
    }
}
