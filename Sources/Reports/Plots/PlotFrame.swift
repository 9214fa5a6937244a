/// The axes of a plot and what is drawn between them, as SVG.
package struct PlotFrame: Sendable {
    /// The picture's width in its own units, about a pixel each on a phone.
    package static let width = 420.0
    /// The picture's height, likewise.
    package static let height = 262.0
    private static let left = 54.0, right = 12.0, top = 10.0, bottom = 40.0

    private let x: Axis
    private let y: Axis
    private let xLabel: String

    /// A plot between these axes.
    package init(x: Axis, y: Axis, xLabel: String) {
        self.x = x
        self.y = y
        self.xLabel = xLabel
    }

    /// Where an abscissa is in the picture.
    package func horizontal(_ number: Double) -> Double? {
        x.position(of: number).map { Self.left + $0 * (Self.width - Self.left - Self.right) }
    }

    /// Where an ordinate is in the picture.
    package func vertical(_ number: Double) -> Double? {
        y.position(of: number).map { Self.height - Self.bottom - $0 * (Self.height - Self.top - Self.bottom) }
    }

    /// A line through points; it breaks where a point has no place.
    package func line(_ points: [(x: Double, y: Double)], className: String) -> Markup {
        var path = ""
        var isDown = false
        for point in points {
            guard let place = place(point) else {
                isDown = false
                continue
            }
            path += "\(isDown ? "L" : "M")\(place.x) \(place.y)"
            isDown = true
        }
        return element("path", ["class": className, "d": path])
    }

    /// A dot for each point that has a place.
    package func dots(_ points: [(x: Double, y: Double)], radius: Double, className: String) -> Markup {
        // A line of no length with round ends is a dot: one element for all of them.
        let path = points.compactMap(place).map { "M\($0.x) \($0.y)h0" }.joined()
        return element("path", ["class": className, "d": path, "stroke-width": Self.text(2 * radius)])
    }

    /// A bar from the foot of the plot.
    package func bar(from start: Double, to end: Double, height: Double, className: String) -> Markup {
        guard let left = horizontal(start), let right = horizontal(end), let top = vertical(height),
            let foot = vertical(y.range.lowerBound)
        else { return .joined([]) }
        return element(
            "rect",
            [
                "class": className, "x": Self.text(left + 0.5), "y": Self.text(top),
                "width": Self.text(max(right - left - 1, 0.5)), "height": Self.text(max(foot - top, 0)),
            ])
    }

    /// The horizontal lines of the marks of the y axis, with their labels.
    package var yMarks: Markup {
        .joined(
            y.ticks.compactMap { tick in
                guard let place = vertical(tick) else { return nil }
                return .joined([
                    element(
                        "path",
                        [
                            "class": "grid",
                            "d": "M\(Self.text(Self.left)) \(Self.text(place))H\(Self.text(Self.width - Self.right))",
                        ]),
                    element(
                        "text",
                        ["x": Self.text(Self.left - 8), "y": Self.text(place + 4), "text-anchor": "end"]
                    ) { y.label(of: tick) },
                ])
            })
    }

    /// The marks of the x axis and what it counts.
    package var xMarks: Markup {
        let foot = Self.height - Self.bottom
        let marks = x.ticks.compactMap { tick -> Markup? in
            guard let place = horizontal(tick) else { return nil }
            return element("text", ["x": Self.text(place), "y": Self.text(foot + 17), "text-anchor": "middle"]) {
                x.label(of: tick)
            }
        }
        let middle = (Self.left + Self.width - Self.right) / 2
        return .joined(
            marks + [
                element(
                    "text",
                    [
                        "class": "label", "x": Self.text(middle), "y": Self.text(Self.height - 4),
                        "text-anchor": "middle",
                    ]
                ) { xLabel }
            ])
    }

    /// The line that follows the pointer.
    package static var rule: Markup {
        element("line", ["class": "rule", "y1": text(top), "y2": text(height - bottom), "visibility": "hidden"])
    }

    /// The picture.
    /// - Parameters:
    ///   - description: what it shows, for people who cannot see it.
    ///   - readings: what the pointer finds, by abscissa in the picture: a JSON array.
    package static func picture(
        _ description: String, readings: JSONValue? = nil, @MarkupBuilder _ content: () -> Markup
    ) -> Markup {
        let box = "0 0 \(text(width)) \(text(height))"
        if let readings {
            return element(
                "svg",
                [
                    "viewBox": box, "role": "img", "aria-label": description, "data-readings": readings.compact,
                ], content)
        }
        return element("svg", ["viewBox": box, "role": "img", "aria-label": description], content)
    }

    private func place(_ point: (x: Double, y: Double)) -> (x: String, y: String)? {
        guard let x = horizontal(point.x), let y = vertical(point.y) else { return nil }
        return (Self.text(x), Self.text(y))
    }

    /// A length with at most one digit after the point.
    static func text(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
    }
}
