public import Kernels

/// Which rows of a source are trained on and which are held out for validation: drawn by a keyed permutation of the
/// rows, so that a row's part is a pure function of the seed, the number of rows and the fraction.
public struct HeldOutSplit: Sendable {
    /// A part of the split.
    public enum Part: Sendable {
        /// Rows to train on.
        case training
        /// Rows held out.
        case validation
    }

    /// Rows in the source.
    public let rowCount: Int
    /// Rows held out.
    public let validationCount: Int
    private let permutation: KeyedPermutation
    private let permute: KernelTable.Permute

    /// Holds out `fraction` of the rows, rounded to the nearest whole number.
    /// - Parameters:
    ///   - rowCount: at most `KeyedPermutation.maximumSize`.
    ///   - fraction: at least 0, less than 1. With 0 the rows keep their order.
    ///   - seed: chooses the rows that are held out.
    ///   - kernels: the arithmetic of an instruction set; the same bits whichever.
    public init(rowCount: Int, fraction: Double, seed: UInt64, kernels: KernelTable) {
        precondition((0..<1).contains(fraction))
        self.rowCount = rowCount
        self.validationCount = Int((fraction * Double(rowCount)).rounded())
        self.permutation = KeyedPermutation(
            size: rowCount, stream: RandomStream(seed: seed, purpose: .split), row: 0, kernels: kernels)
        self.permute = kernels.permute
    }

    /// The number of rows of a part.
    public func count(of part: Part) -> Int {
        part == .training ? rowCount - validationCount : validationCount
    }

    /// The source's row at a place of a part.
    public func row(_ place: Int, of part: Part) -> Int {
        guard validationCount > 0 else { return place }
        var row: UInt32 = 0
        permute(permutation, UInt32((part == .training ? validationCount : 0) + place), 1, &row)
        return Int(row)
    }

    /// The source's rows at places `range` of a part.
    public func rows(of part: Part, in range: Range<Int>) -> [Int] {
        guard validationCount > 0 else { return Array(range) }
        let start = (part == .training ? validationCount : 0) + range.lowerBound
        return [UInt32](unsafeUninitializedCapacity: range.count) { buffer, count in
            if let base = buffer.baseAddress { permute(permutation, UInt32(start), range.count, base) }
            count = range.count
        }.map { Int($0) }
    }
}
