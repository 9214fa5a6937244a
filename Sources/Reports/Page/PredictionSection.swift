import Measures

/// A model's predictions compared with the truth.
struct PredictionSection {
    private let report: PredictionReport

    init(_ report: PredictionReport) {
        self.report = report
    }

    var markup: Markup {
        Page.section("Predictions on the \(report.split) rows") {
            switch report.content {
            case .regression(let picture): regression(picture)
            case .classification(let picture): classification(picture)
            }
        }
    }

    private func regression(_ picture: RegressionPicture) -> Markup {
        element("div", ["class": "plots"]) {
            Self.figure("Predicted against actual", "\(Format.count(picture.actual.count, "row"))") {
                Self.scatter(picture)
            }
            Self.figure(
                "Residuals",
                "mean \(Format.metric(picture.residuals.mean, digits: 3)), "
                    + "standard deviation \(Format.metric(picture.residuals.standardDeviation, digits: 3)); "
                    + "line: the normal distribution of these"
            ) { Self.histogram(picture.residuals) }
        }
    }

    private static func scatter(_ picture: RegressionPicture) -> Markup {
        let points = zip(picture.actual, picture.predicted).map { (x: $0, y: $1) }
        let axis = Axis(.linear, covering: picture.actual + picture.predicted)
        let frame = PlotFrame(x: axis, y: axis, xLabel: "actual")
        let ends = [axis.range.lowerBound, axis.range.upperBound].map { (x: $0, y: $0) }
        return PlotFrame.picture("Predicted values against actual ones of \(points.count) rows") {
            frame.yMarks
            frame.xMarks
            frame.line(ends, className: "ideal")
            frame.dots(points, radius: 1.8, className: "dots faint tone-0")
        }
    }

    private static let densityPoints = 120

    private static func histogram(_ residuals: Histogram) -> Markup {
        let edges = (0...residuals.counts.count).map { residuals.low + Double($0) * residuals.width }
        let total = Double(residuals.counts.reduce(0, +)) * residuals.width
        let density = residuals.counts.map { total > 0 ? Double($0) / total : 0 }
        let normal = curve(of: residuals)
        let frame = PlotFrame(
            x: Axis(.linear, covering: edges, rounded: false),
            y: Axis(.linear, covering: [0] + density + normal.map(\.y)), xLabel: "actual minus predicted")
        return PlotFrame.picture("Density of the residuals, with the fitted normal density") {
            frame.yMarks
            for (index, height) in density.enumerated() {
                frame.bar(from: edges[index], to: edges[index + 1], height: height, className: "bar")
            }
            frame.line(normal, className: "curve tone-1")
            frame.xMarks
        }
    }

    private static func curve(of residuals: Histogram) -> [(x: Double, y: Double)] {
        guard residuals.standardDeviation > 0 else { return [] }
        let normal = NormalDistribution(
            mean: residuals.mean, standardDeviation: residuals.standardDeviation)
        let range = residuals.width * Double(residuals.counts.count)
        return (0...densityPoints).map {
            let x = residuals.low + range * Double($0) / Double(densityPoints)
            return (x, normal.density(x))
        }
    }

    private func classification(_ picture: ClassificationPicture) -> Markup {
        .joined([
            element("div", ["class": "plots"]) {
                ConfusionTable(picture).figure
                Self.figure("Reliability", Self.reliabilityNote(picture)) { Self.calibration(picture.calibration) }
            },
            picture.decision.map { DecisionFigures($0, classes: picture.classes.map(\.name)).markup } ?? .joined([]),
            element("h3") { "Classes" },
            Page.table(
                ["class", "rows", "predicted", "precision", "recall", "F1"],
                picture.classes.map { row in
                    [row.name, Format.grouped(row.rowCount), Format.grouped(row.predictedCount)]
                        + [row.precision, row.recall, row.f1].map { $0.map { Format.fixed($0, 3) } ?? "–" }
                }),
        ])
    }

    private static func calibration(_ bins: [ClassificationPicture.Calibration]) -> Markup {
        let axis = Axis(.linear, covering: [0, 1])
        let frame = PlotFrame(x: axis, y: axis, xLabel: "probability")
        let points = bins.map { (x: $0.probability, y: $0.share) }
        return PlotFrame.picture("Share of rows of a class by its probability, in \(bins.count) bins") {
            frame.yMarks
            frame.xMarks
            frame.line([(0, 0), (1, 1)], className: "ideal")
            frame.line(points, className: "curve tone-0")
            frame.dots(points, radius: 3.5, className: "dots tone-0")
        }
    }

    private static func reliabilityNote(_ picture: ClassificationPicture) -> String {
        let what = picture.classes.count == 2 ? "rows are of \(picture.classes[1].name)" : "rows are of a class"
        let counts = picture.calibration.map { Format.grouped($0.rowCount) }.joined(separator: ", ")
        return "How often \(what), by the probability that the model gives it; the straight line is ideal. "
            + "Probabilities in the bins, from low to high: \(counts)."
    }

    static func figure(_ title: String, _ note: String, @MarkupBuilder _ picture: () -> Markup) -> Markup {
        element("figure", ["class": "plot"]) {
            element("figcaption") {
                element("h3") { title }
                element("p") { note }
            }
            picture()
        }
    }
}
