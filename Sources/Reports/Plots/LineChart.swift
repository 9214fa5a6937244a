/// Curves over a common axis, to draw as SVG or on a terminal.
public struct LineChart: Sendable {
    /// A curve.
    public struct Series: Sendable {
        /// How a curve is drawn.
        public enum Style: Sendable {
            /// A solid line with a mark at each point.
            case measured
            /// A dashed line.
            case ideal
            /// A dotted line.
            case limit
        }

        /// What the legend calls it.
        public let name: String
        /// Points by ascending x; numbers are finite and not negative.
        public let points: [(x: Double, y: Double)]
        /// How it is drawn.
        public let style: Style

        /// Describes a curve.
        public init(name: String, points: [(x: Double, y: Double)], style: Style) {
            self.name = name
            self.points = points
            self.style = style
        }
    }

    /// The heading.
    public let title: String
    /// What the x axis counts.
    public let xLabel: String
    /// What the y axis counts.
    public let yLabel: String
    /// Where the x axis has its marks, ascending.
    public let xTicks: [Double]
    /// The curves, at least one of which has a point.
    public let series: [Series]

    /// Describes a chart.
    public init(title: String, xLabel: String, yLabel: String, xTicks: [Double], series: [Series]) {
        self.title = title
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.xTicks = xTicks
        self.series = series
    }

    /// Both axes begin at 0.
    var largestX: Double { max(xTicks.last ?? 0, series.flatMap(\.points).map(\.x).max() ?? 0) }

    /// Marks of the y axis: 0 and multiples of 1, 2 or 5 times a power of ten, up to the first above all points.
    var yTicks: [Double] {
        let largest = max(series.flatMap(\.points).map(\.y).max() ?? 0, .leastNormalMagnitude)
        var step = 1.0
        while step * 5 < largest { step *= 10 }
        while step * 0.5 > largest { step /= 10 }
        for finer in [step / 10, step / 5, step / 2, step] where finer * 5 >= largest {
            step = finer
            break
        }
        let count = Int((largest / step).rounded(.up))
        return (0...count).map { Double($0) * step }
    }
}
