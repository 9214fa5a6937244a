import Measures

/// What decision thresholds between two classes come to: the curves, and the confusion matrix of a threshold that a slider
/// chooses.
struct DecisionFigures {
    private let curve: ThresholdCurve
    private let threshold: Double?
    private let classes: [String]

    init(_ decision: ClassificationPicture.Decision, classes: [String]) {
        curve = decision.curve
        threshold = decision.threshold
        self.classes = classes
    }

    private static let shares = Axis(.linear, covering: [0, 1])

    var markup: Markup {
        guard curve.positiveWeight > 0, curve.negativeWeight > 0, !curve.points.isEmpty, classes.count == 2 else {
            return .joined([])
        }
        return element("div", ["class": "decision", "data-points": points.compact]) {
            element("div", ["class": "plots"]) {
                PredictionSection.figure(
                    "ROC curve", "How many rows of \(classes[1]) are found, by how many others are taken for them."
                ) {
                    PlotFrame.picture("Receiver operating characteristic of \(curve.points.count) thresholds") {
                        roc.yMarks
                        roc.xMarks
                        roc.line([(0, 0), (1, 1)], className: "ideal")
                        roc.line([(0, 0)] + curve.points.map(rates), className: "curve tone-0")
                        marker("roc", roc, rates(chosen))
                    }
                }
                PredictionSection.figure(
                    "Precision and recall",
                    "How many of the rows that are said to be of \(classes[1]) are, by how many are found."
                ) {
                    PlotFrame.picture("Precision by recall of \(curve.points.count) thresholds") {
                        precisionRecall.yMarks
                        precisionRecall.xMarks
                        precisionRecall.line([(0, share), (1, share)], className: "ideal")
                        precisionRecall.line(curve.points.map(precisionAndRecall), className: "curve tone-0")
                        marker("pr", precisionRecall, precisionAndRecall(chosen))
                    }
                }
            }
            slider
        }
    }

    private var roc: PlotFrame { PlotFrame(x: Self.shares, y: Self.shares, xLabel: "false positive rate") }
    private var precisionRecall: PlotFrame { PlotFrame(x: Self.shares, y: Self.shares, xLabel: "recall") }

    /// The share of the rows of the class: the precision of a model that knows nothing.
    private var share: Double { curve.positiveWeight / (curve.positiveWeight + curve.negativeWeight) }

    private func rates(_ point: ThresholdCurve.Point) -> (x: Double, y: Double) {
        (point.mistaken / curve.negativeWeight, point.found / curve.positiveWeight)
    }

    private func precisionAndRecall(_ point: ThresholdCurve.Point) -> (x: Double, y: Double) {
        let said = point.found + point.mistaken
        return (point.found / curve.positiveWeight, said > 0 ? point.found / said : 1)
    }

    /// The place of the model's threshold: the last that is not below it.
    private var chosenPlace: Int {
        let least = threshold ?? 0.5
        return max((curve.points.firstIndex { Double($0.threshold) < least } ?? curve.points.count) - 1, 0)
    }

    private var chosen: ThresholdCurve.Point { curve.points[chosenPlace] }

    private func marker(_ name: String, _ frame: PlotFrame, _ point: (x: Double, y: Double)) -> Markup {
        element(
            "circle",
            [
                "class": "marker", "data-marker": name, "r": "5",
                "cx": PlotFrame.text(frame.horizontal(point.x) ?? 0),
                "cy": PlotFrame.text(frame.vertical(point.y) ?? 0),
            ])
    }

    /// For each threshold what is found and mistaken, and its places in the two plots.
    private var points: JSONValue {
        func tenths(_ number: Double?) -> JSONValue { .number(((number ?? 0) * 10).rounded() / 10) }
        return .array(
            curve.points.map { point in
                let (rates, ratios) = (rates(point), precisionAndRecall(point))
                return .array([
                    .float(point.threshold), .number(point.found), .number(point.mistaken),
                    tenths(roc.horizontal(rates.x)), tenths(roc.vertical(rates.y)),
                    tenths(precisionRecall.horizontal(ratios.x)), tenths(precisionRecall.vertical(ratios.y)),
                ])
            })
    }

    private var slider: Markup {
        element("figure", ["class": "confusion threshold"]) {
            element("figcaption") {
                element("h3") { "Decision threshold" }
                element("p") {
                    "A row is said to be of \(classes[1]) where its probability is at least "
                    element("strong", ["data-cell": "threshold"]) { Format.metric(Double(chosen.threshold), digits: 4) }
                    threshold == nil
                        ? "." : "; the model's own threshold is \(Format.metric(threshold ?? 0, digits: 4))."
                }
            }
            voidElement(
                "input",
                [
                    "type": "range", "min": "0", "max": "\(curve.points.count - 1)", "value": "\(chosenPlace)",
                    "aria-label": "Decision threshold, from high to low",
                ])
            element("div", ["class": "scroll"]) {
                element("table") {
                    element("thead") {
                        element("tr") {
                            element("th", ["scope": "col"]) { "actual" }
                            for name in classes { element("th", ["scope": "col"]) { "said to be \(name)" } }
                        }
                    }
                    element("tbody") {
                        row(classes[0], [("tn", curve.negativeWeight - chosen.mistaken), ("fp", chosen.mistaken)])
                        row(classes[1], [("fn", curve.positiveWeight - chosen.found), ("tp", chosen.found)])
                    }
                }
            }
            element("dl", ["class": "tiles"]) {
                for (name, value) in ratios {
                    element("div") {
                        element("dt") { name }
                        element("dd", ["data-cell": name]) { Format.fixed(value, 3) }
                    }
                }
            }
        }
    }

    private var ratios: [(String, Double)] {
        let (recall, precision) = precisionAndRecall(chosen)
        let whole = curve.positiveWeight + curve.negativeWeight
        return [
            ("precision", precision), ("recall", recall),
            ("F1", 2 * chosen.found / (chosen.found + chosen.mistaken + curve.positiveWeight)),
            ("accuracy", (chosen.found + curve.negativeWeight - chosen.mistaken) / whole),
        ]
    }

    private func row(_ name: String, _ cells: [(key: String, weight: Double)]) -> Markup {
        element("tr") {
            element("th", ["scope": "row"]) { name }
            for cell in cells { element("td", ["data-cell": cell.key]) { Self.text(cell.weight) } }
        }
    }

    private static func text(_ weight: Double) -> String {
        weight == weight.rounded() && abs(weight) < 1e15 ? Format.grouped(Int(weight)) : Format.metric(weight)
    }
}
