import Glibc

/// A range of numbers that is laid out along an edge of a plot, with marks at round numbers.
package struct Axis: Sendable {
    /// How numbers are laid out.
    package enum Scale: Sendable {
        /// Equal differences are equally far apart.
        case linear
        /// Equal ratios are equally far apart.
        case logarithmic
    }

    /// How numbers are laid out.
    package let scale: Scale
    /// The numbers at both ends.
    package let range: ClosedRange<Double>
    /// Where the marks are, ascending, all in the range.
    package let ticks: [Double]

    private static let mostTicks = 6.0

    /// An axis for these numbers; those that are not finite, and on a logarithmic scale not positive, are left out.
    /// - Parameters:
    ///   - rounded: whether the axis ends at marks; otherwise at the least and the greatest number.
    package init(_ scale: Scale, covering numbers: [Double], rounded: Bool = true) {
        self.scale = scale
        let shown = numbers.filter { $0.isFinite && (scale == .linear || $0 > 0) }
        let least = shown.min() ?? (scale == .linear ? 0 : 1)
        let greatest = shown.max() ?? 1
        switch scale {
        case .linear: (range, ticks) = Self.linear(Self.widened(least...greatest), rounded: rounded)
        case .logarithmic: (range, ticks) = Self.logarithmic(least, greatest)
        }
    }

    /// Where a number is, from 0 to 1 within the range; nil where the axis has no place for it.
    package func position(of number: Double) -> Double? {
        guard number.isFinite else { return nil }
        switch scale {
        case .linear:
            return (number - range.lowerBound) / (range.upperBound - range.lowerBound)
        case .logarithmic:
            guard number > 0 else { return nil }
            return log(number / range.lowerBound) / log(range.upperBound / range.lowerBound)
        }
    }

    /// A mark's label, with enough digits to distinguish it from its neighbours.
    package func label(of tick: Double) -> String {
        guard scale == .linear, ticks.count > 1 else { return Format.short(tick) }
        let largest = ticks.map(abs).max() ?? 0
        let step = ticks[1] - ticks[0]
        if largest >= 1e-3, largest < 1e4 {
            return Format.fixed(tick, Int32(max(0, (-log10(step) - 1e-9).rounded(.up))))
        }
        let digits = Int32(log10(largest / step).rounded(.up)) + 1
        return digits <= 3 ? Format.short(tick) : Format.metric(tick, digits: digits)
    }

    /// A range with some width, also around a single number, so that labels need no more than six digits.
    private static func widened(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
        let size = max(abs(range.lowerBound), abs(range.upperBound))
        guard range.upperBound - range.lowerBound <= size * 1e-4 else { return range }
        let margin = size == 0 ? 1 : range.lowerBound == range.upperBound ? size / 10 : size * 1e-4
        return range.lowerBound - margin...range.upperBound + margin
    }

    private static func linear(_ range: ClosedRange<Double>, rounded: Bool) -> (ClosedRange<Double>, [Double]) {
        let step = roundStep((range.upperBound / mostTicks - range.lowerBound / mostTicks))
        let slack = 1e-9
        let first = rounded ? (range.lowerBound / step + slack).rounded(.down) : (range.lowerBound / step).rounded(.up)
        let last = rounded ? (range.upperBound / step - slack).rounded(.up) : (range.upperBound / step).rounded(.down)
        let ticks = stride(from: first, through: last, by: 1).map { $0 * step }
        return (rounded ? ticks[0]...ticks[ticks.count - 1] : range, ticks)
    }

    /// The least of 1, 2 and 5 times a power of ten that is not below `step`.
    private static func roundStep(_ step: Double) -> Double {
        let power = pow(10, log10(step).rounded(.down))
        return [1, 2, 5].map { $0 * power }.first { $0 >= step * (1 - 1e-9) } ?? 10 * power
    }

    /// Marks at powers of ten, and where those are few at 2 and 5 times them too.
    private static func logarithmic(_ least: Double, _ greatest: Double) -> (ClosedRange<Double>, [Double]) {
        let decades = Int(log10(least).rounded(.down))...Int(log10(greatest).rounded(.up))
        let factors: [Double] = decades.count > 4 ? [1] : [1, 2, 5]
        let every = max(1, decades.count / 6)
        let marks = decades.filter { $0 % every == 0 }.flatMap { decade in
            factors.map { $0 * pow(10, Double(decade)) }
        }
        let low = marks.last { $0 <= least * (1 + 1e-9) } ?? least
        let high = marks.first { $0 >= greatest * (1 - 1e-9) && $0 > low } ?? max(greatest, low * 10)
        return (low...high, marks.filter { $0 >= low && $0 <= high })
    }
}
