/// Numbers that are multiples of one power of two, so few and so small that doubles hold all their sums exactly.
///
/// Adding a number that is large enough and subtracting it again rounds to the grid (Demmel and Nguyen, "Parallel
/// Reproducible Summation", 2015, section 3).
public struct ExactGrid: BitwiseCopyable, Sendable {
    /// What is added and subtracted: 1.5 times a power of two.
    public let shift: Double

    /// The finest grid for sums of at most `count` numbers of at most `largest`, which is finite and not negative.
    public init(largest: Double, count: Int) {
        let bound = max(largest, .leastNormalMagnitude) * Double(max(count, 1))
        // A sum stays below 2^exponent, and the grid is 2^(exponent − 52).
        let exponent = min(max(Int(bound.exponent) + 1, -960), 1021)
        shift = 1.5 * Double(sign: .plus, exponent: exponent, significand: 1)
    }

    /// The nearest multiple.
    @inline(__always)
    public func rounded(_ number: Double) -> Double { (number + shift) - shift }
}
