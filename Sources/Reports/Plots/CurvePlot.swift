/// Curves over a common axis, with a logarithmic view and a reading for each place of the pointer.
package struct CurvePlot: Sendable {
    /// A curve.
    package struct Curve: Sendable {
        /// What the legend calls it.
        package let name: String
        /// Points by ascending x; gaps where a number is not finite.
        package let points: [(x: Double, y: Double)]
        /// Which of the page's colours it has, from 0.
        package let tone: Int
        /// Whether it has a dot at each point, as for points that are far apart.
        package let isDotted: Bool

        /// Describes a curve.
        package init(name: String, points: [(x: Double, y: Double)], tone: Int, isDotted: Bool = false) {
            self.name = name
            self.points = points
            self.tone = tone
            self.isDotted = isDotted
        }
    }

    /// The colours that the page has for curves.
    package static let toneCount = 8
    private static let mostPoints = 400
    private static let fewPoints = 30

    private let title: String
    private let xLabel: String
    private let curves: [Curve]
    private let hasLogarithm: Bool
    private let beginsAtZero: Bool
    private let startsAtOrigin: Bool
    private let abscissas: Axis.Scale
    private let ordinates: [Double]
    private let isLogarithmicAtFirst: Bool

    /// When there is a logarithmic view, provided that all ordinates are positive.
    package enum Logarithm: Sendable {
        /// Never.
        case never
        /// When it is asked for.
        case onRequest
        /// Shown first where the ordinates differ so much in size that a linear view hides most of them.
        case whereWide
    }

    private static let wideRatio = 100.0

    /// Describes a plot.
    /// - Parameters:
    ///   - title: the heading.
    ///   - xLabel: the name of the x axis.
    ///   - curves: at least one.
    ///   - logarithm: whether there is a logarithmic view.
    ///   - beginsAtZero: whether the y axis of the linear view does.
    ///   - startsAtOrigin: whether the x axis reaches to 0.
    ///   - abscissas: how the x axis is laid out.
    ///   - ordinates: what the y axis reaches to as well, such as those of plots beside it.
    package init(
        title: String, xLabel: String, curves: [Curve], logarithm: Logarithm = .never, beginsAtZero: Bool = false,
        startsAtOrigin: Bool = true, abscissas: Axis.Scale = .linear, alsoReaching ordinates: [Double] = []
    ) {
        self.startsAtOrigin = startsAtOrigin
        self.abscissas = abscissas
        self.ordinates = ordinates
        self.title = title
        self.xLabel = xLabel
        self.curves = curves.map { curve in
            Curve(
                name: curve.name, points: Self.thinned(curve.points), tone: curve.tone, isDotted: curve.isDotted)
        }
        let ordinates = curves.flatMap(\.points).map(\.y).filter(\.isFinite)
        self.beginsAtZero = beginsAtZero
        hasLogarithm = logarithm != .never && !ordinates.isEmpty && ordinates.allSatisfy { $0 > 0 }
        let ratio = (ordinates.max() ?? 1) / (ordinates.min() ?? 1)
        isLogarithmicAtFirst = hasLogarithm && logarithm == .whereWide && ratio >= Self.wideRatio
    }

    /// The plot with its heading and legend.
    package var figure: Markup {
        element("figure", ["class": isLogarithmicAtFirst ? "plot is-logarithmic" : "plot"]) {
            element("figcaption") {
                element("h3") { title }
                if curves.count > 1 { legend }
            }
            if hasLogarithm {
                element("label", ["class": "toggle"]) {
                    toggle
                    "log scale"
                }
            }
            PlotFrame.picture(description, readings: readings) {
                frame(.linear).xMarks
                view(.linear)
                if hasLogarithm { view(.logarithmic) }
                PlotFrame.rule
            }
            element("output") {}
        }
    }

    private var toggle: Markup {
        let label = "\(title): logarithmic scale"
        return isLogarithmicAtFirst
            ? voidElement("input", ["type": "checkbox", "aria-label": label, "checked": ""])
            : voidElement("input", ["type": "checkbox", "aria-label": label])
    }

    private var legend: Markup {
        element("ul", ["class": "legend"]) {
            for curve in curves {
                element("li", ["class": "tone-\(curve.tone % Self.toneCount)"]) { curve.name }
            }
        }
    }

    private var description: String {
        let ends = curves.compactMap { curve in curve.points.last.map { "\(curve.name) \(Format.metric($0.y))" } }
        return "\(title) by \(xLabel), at the end \(ends.joined(separator: ", "))"
    }

    private func frame(_ scale: Axis.Scale) -> PlotFrame {
        let points = curves.flatMap(\.points)
        return PlotFrame(
            x: Axis(abscissas, covering: (startsAtOrigin ? [0] : []) + points.map(\.x), rounded: false),
            y: Axis(scale, covering: points.map(\.y) + ordinates + (beginsAtZero ? [0] : [])), xLabel: xLabel)
    }

    private func view(_ scale: Axis.Scale) -> Markup {
        let frame = frame(scale)
        return element("g", ["class": scale == .linear ? "linear" : "logarithmic"]) {
            frame.yMarks
            for curve in curves.reversed() {
                let tone = "tone-\(curve.tone % Self.toneCount)"
                frame.line(curve.points, className: "curve \(tone)")
                if curve.isDotted, curve.points.count <= Self.fewPoints {
                    frame.dots(curve.points, radius: 2.5, className: "dots \(tone)")
                }
            }
        }
    }

    /// For each abscissa its place in the picture, and the value of each curve there.
    private var readings: JSONValue {
        let frame = frame(.linear)
        var next = curves.map { _ in 0 }
        let abscissas = Set(curves.flatMap { $0.points.map(\.x) }).sorted()
        return .array(
            abscissas.compactMap { x in
                var words = ["\(xLabel) \(Format.metric(x))"]
                for (index, curve) in curves.enumerated() {
                    while next[index] < curve.points.count, curve.points[next[index]].x <= x { next[index] += 1 }
                    guard next[index] > 0 else { continue }
                    let value = Format.metric(curve.points[next[index] - 1].y)
                    words.append(curves.count > 1 ? "\(curve.name) \(value)" : value)
                }
                guard let place = frame.horizontal(x) else { return nil }
                return .array([.number((place * 10).rounded() / 10), .string(words.joined(separator: " · "))])
            })
    }

    /// Where there are very many points, the lowest and the highest of each of some equal pieces, so that peaks stay.
    private static func thinned(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
        guard points.count > mostPoints else { return points }
        let pieces = mostPoints / 2
        return (0..<pieces).flatMap { piece in
            let range = points.count * piece / pieces..<points.count * (piece + 1) / pieces
            let low = range.min { points[$0].y < points[$1].y }!
            let high = range.max { points[$0].y < points[$1].y }!
            return Set([low, high]).sorted().map { points[$0] }
        }
    }
}
