/// A stream of random numbers: a pure function of the seed, the stream's purpose, a row and a position.
///
/// The generator is Philox 4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011),
/// with the seed as its key and (block, purpose, row) as its counter.
public struct RandomStream: Hashable, Sendable, BitwiseCopyable {
    /// What the numbers are for; streams of different purposes are independent.
    public enum Purpose: UInt32, Sendable, CaseIterable, BitwiseCopyable {
        /// Features and noise of synthetic rows.
        case rows = 0
        /// Weights and bias of a synthetic set.
        case truth = 1
        /// Keys of the permutation of an epoch.
        case order = 2
        /// Key of the split into training and validation rows.
        case split = 3
        /// The parameters before the first step.
        case initialization = 4
        /// What dropout drops.
        case dropout = 5
        /// Settings that a sweep tries.
        case search = 6
        /// The order of a column whose importance is measured.
        case importance = 7
        /// Rows that are drawn to tell how sure a measure is.
        case bootstrap = 8
    }

    /// The key: low and high half are Philox's two key words.
    public let seed: UInt64
    /// The second counter word.
    public let purpose: Purpose

    /// The stream of a seed for a purpose.
    public init(seed: UInt64, purpose: Purpose) {
        self.seed = seed
        self.purpose = purpose
    }
}
