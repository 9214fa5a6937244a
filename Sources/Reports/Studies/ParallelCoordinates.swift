import Glibc
import Measures
import Studies
import Training

/// A sweep's trials as lines from axis to axis: one for each searched key, and the validation loss as the last.
struct ParallelCoordinates {
    private static let height = 380.0, top = 60.0, bottom = 340.0, margin = 90.0, spacing = 170.0
    /// More lines would hide each other.
    private static let mostLines = 500

    private let table: SweepTable
    private let axes: [ParallelAxis]
    private let width: Double

    init(_ table: SweepTable) {
        self.table = table
        axes =
            table.keys.indices.map { index in
                ParallelAxis(name: table.keys[index], texts: table.results.map { $0.values[index] })
            } + [
                ParallelAxis(
                    name: Self.name(of: table.metric),
                    numbers: table.results.compactMap { $0.value(of: table.metric) })
            ]
        width = 2 * Self.margin + Self.spacing * Double(axes.count - 1)
    }

    private static func name(of metric: Measure) -> String {
        metric == .loss ? "validation loss" : "validation \(metric)"
    }

    /// The drawing, for a page that has the styles of its classes.
    var svg: String {
        // The best trial is drawn last, above the others.
        let trials = table.results.prefix(Self.mostLines).enumerated().reversed().map(line)
        return """
            <svg viewBox="0 0 \(Format.metric(width)) \(Format.metric(Self.height))" \
            style="min-width: \(Int(width * 0.75))px; width: 100%; max-width: \(Int(width * 1.4))px" \
            role="img" aria-label="parallel coordinates">
            \((axes.indices.map(axis) + trials + axes.indices.flatMap(labels)).joined(separator: "\n"))
            </svg>
            """
    }

    private func x(_ index: Int) -> Double { Self.margin + Self.spacing * Double(index) }
    private func y(_ fraction: Double) -> Double { Self.bottom - fraction * (Self.bottom - Self.top) }

    private func axis(_ index: Int) -> String {
        let x = Format.metric(x(index))
        return #"<line class="axis" x1="\#(x)" x2="\#(x)" y1="\#(Self.top)" y2="\#(Self.bottom)"/>"#
    }

    private func labels(_ index: Int) -> [String] {
        let x = Format.metric(x(index))
        let name = #"<text x="\#(x)" y="30" text-anchor="middle">\#(escaped(axes[index].name))</text>"#
        // No lines continue after the last axis.
        let isLast = index == axes.count - 1
        let place = Format.metric(self.x(index) + (isLast ? 8 : -8))
        let ticks = axes[index].ticks.map { tick in
            #"<text class="tick" x="\#(place)" y="\#(Format.metric(y(tick.fraction) + 4))" "#
                + #"text-anchor="\#(isLast ? "start" : "end")">\#(escaped(tick.label))</text>"#
        }
        return [name] + ticks
    }

    private func line(rank: Int, _ result: TrialResult) -> String {
        let places = zip(axes, result.values).map { $0.fraction(of: $1) }
        // A training that diverged ends above all others.
        let end = result.value(of: table.metric).map { axes[axes.count - 1].fraction(of: $0) } ?? 1.06
        let points = (places + [end]).enumerated().map { index, fraction in
            "\(Format.metric(x(index))),\(Format.metric(y(fraction)))"
        }
        let hasDiverged = result.validationLoss == nil
        let kind = hasDiverged ? " diverged" : rank == 0 ? " best" : ""
        let opacity = rank == 0 ? 1 : 0.2 + 0.6 * (1 - Double(rank) / Double(max(table.results.count, 2)))
        let values = zip(table.keys, result.values).map { "\($0) \($1)" }.joined(separator: ", ")
        let outcome =
            result.value(of: table.metric).map { "\(Self.name(of: table.metric)) \(Format.metric($0))" } ?? "diverged"
        return #"<polyline class="trial\#(kind)" opacity="\#(Format.fixed(opacity, 2))" "#
            + #"points="\#(points.joined(separator: " "))">"#
            + "<title>\(escaped("trial \(result.number): \(values), \(outcome)"))</title></polyline>"
    }
}
