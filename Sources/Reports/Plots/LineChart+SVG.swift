extension LineChart {
    /// The chart as a whole document, readable in light and dark, and on a phone's width.
    public var svg: String {
        let drawing = Drawing(chart: self)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Drawing.width) \(drawing.height)" role="img" \
            font-family="system-ui, sans-serif" font-size="15">
            <title>\(escaped(title))</title>
            <style>
            :root { color-scheme: light dark; --ink: #1f2328; --quiet: #6b7280; --grid: #e5e7eb; --paper: #ffffff }
            @media (prefers-color-scheme: dark) {
            :root { --ink: #e6e8eb; --quiet: #9aa3ad; --grid: #2d333b; --paper: #15181c }
            }
            text { fill: var(--ink) } .tick { fill: var(--quiet); font-size: 13px }
            .grid { stroke: var(--grid) } .line { fill: none; stroke-width: 2.5; stroke-linejoin: round }
            </style>
            <rect width="100%" height="100%" fill="var(--paper)"/>
            \(drawing.elements.joined(separator: "\n"))
            </svg>

            """
    }
}

/// Where things are on the page.
private struct Drawing {
    static let width = 640.0
    private static let left = 74.0, right = 20.0, top = 52.0, plotHeight = 280.0
    private static let colours = ["#2f7dd1", "#8a8f98", "#d1782f", "#3a9d5d", "#9b59b6"]
    private static let legendLine = 24.0

    let chart: LineChart

    private var plotWidth: Double { Self.width - Self.left - Self.right }
    private var bottom: Double { Self.top + Self.plotHeight }
    var height: Double { bottom + 62 + Self.legendLine * Double(chart.series.count) }

    private func x(_ value: Double) -> Double { Self.left + plotWidth * value / chart.largestX }
    private func y(_ value: Double) -> Double { bottom - Self.plotHeight * value / chart.yTicks.last! }

    var elements: [String] {
        heading + yAxis + xAxis + zip(chart.series, Self.colours).flatMap(curve)
            + chart.series.indices.flatMap(legend)
    }

    private var heading: [String] {
        [
            #"<text x="\#(Self.left)" y="24" font-weight="600">\#(escaped(chart.title))</text>"#,
            #"<text class="tick" x="\#(Self.left)" y="43">\#(escaped(chart.yLabel))</text>"#,
        ]
    }

    private var yAxis: [String] {
        chart.yTicks.flatMap { tick in
            let height = short(y(tick))
            return [
                #"<line class="grid" x1="\#(Self.left)" x2="\#(Self.width - Self.right)" y1="\#(height)" y2="\#(height)"/>"#,
                #"<text class="tick" x="\#(Self.left - 8)" y="\#(short(y(tick) + 4.5))" text-anchor="end">"#
                    + "\(Format.short(tick))</text>",
            ]
        }
    }

    private var xAxis: [String] {
        chart.xTicks.map { tick in
            #"<text class="tick" x="\#(short(x(tick)))" y="\#(bottom + 20)" text-anchor="middle">\#(Format.short(tick))</text>"#
        } + [
            #"<text class="tick" x="\#(short(Self.left + plotWidth / 2))" y="\#(bottom + 42)" text-anchor="middle">"#
                + "\(escaped(chart.xLabel))</text>"
        ]
    }

    private func curve(_ series: LineChart.Series, _ colour: String) -> [String] {
        let points = series.points.map { "\(short(x($0.x))),\(short(y($0.y)))" }
        let line =
            #"<polyline class="line" stroke="\#(colour)"\#(dashes(series.style)) "#
            + #"points="\#(points.joined(separator: " "))"/>"#
        guard series.style == .measured else { return [line] }
        return [line]
            + series.points.map {
                #"<circle cx="\#(short(x($0.x)))" cy="\#(short(y($0.y)))" r="4.5" fill="\#(colour)">"#
                    + "<title>\(escaped(series.name)), \(Format.short($0.x)): \(Format.short($0.y))</title></circle>"
            }
    }

    private func legend(_ index: Int) -> [String] {
        let series = chart.series[index]
        let height = bottom + 72 + Self.legendLine * Double(index)
        let colour = Self.colours[index % Self.colours.count]
        return [
            #"<line class="line" stroke="\#(colour)"\#(dashes(series.style)) x1="\#(Self.left)" "#
                + #"x2="\#(Self.left + 34)" y1="\#(height - 5)" y2="\#(height - 5)"/>"#,
            #"<text x="\#(Self.left + 44)" y="\#(height)">\#(escaped(series.name))</text>"#,
        ]
    }

    private func dashes(_ style: LineChart.Series.Style) -> String {
        switch style {
        case .measured: ""
        case .ideal: #" stroke-dasharray="9 6""#
        case .limit: #" stroke-dasharray="2 5" stroke-linecap="round""#
        }
    }

    private func short(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }
}

/// A text as SVG and HTML write it.
func escaped(_ text: String) -> String { Markup.text(text).text }
