import Datasets
import Models
import Training

/// A model's first weights as pictures or bars.
struct WeightFigures {
    private let model: TrainedModel
    private let image: ImageShape?

    /// - Parameters:
    ///   - model: the model.
    ///   - image: the size of the pictures that rows are; nil where they are none.
    init(_ model: TrainedModel, image: ImageShape?) {
        self.model = model
        self.image = image.flatMap { $0.pixelCount == model.model.featureCount ? $0 : nil }
    }

    private static let mostPictures = 20
    /// The most pixels of all pictures, so that a page stays small.
    private static let mostPixels = 200_000
    /// The most numbers of a table, likewise.
    private static let mostCells = 16_000
    /// The most columns of a table, one for each output.
    private static let mostColumns = 8
    /// Rows that stand on the page without a scroll bar of their own.
    private static let fewRows = 30

    var markup: Markup {
        .joined([
            model.scaling == nil
                ? .joined([]) : element("p") { "Features are scaled before the weights are applied." },
            image.map(pictures) ?? .joined([]),
            table,
        ])
    }

    private var weight: ParameterTensor { model.model.layout.tensors[0] }
    private var outputCount: Int { weight.shape[0] }
    private var featureCount: Int { weight.shape[1] }

    private func pictures(_ image: ImageShape) -> Markup {
        let values = weight.values(in: model.parameters)
        let count = max(min(outputCount, Self.mostPictures, Self.mostPixels / image.pixelCount), 1)
        let isOfClasses = model.classes?.count == outputCount
        let what = isOfClasses ? "class" : "unit of the first layer"
        let shown = count < outputCount ? "; the first \(count) of \(Format.grouped(outputCount))" : ""
        return .joined([
            element("p") { "A picture for each \(what)\(shown). " },
            element("ul", ["class": "swatches"]) {
                element("li", ["class": "positive"]) { "positive" }
                element("li", ["class": "negative"]) { "negative" }
            },
            element("div", ["class": "pictures"]) {
                for output in 0..<count {
                    let name = isOfClasses ? model.classes?[output] ?? "" : "\(output + 1)"
                    element("figure") {
                        voidElement(
                            "img",
                            [
                                "alt": "Weights of \(what) \(name)", "width": "\(image.columnCount)",
                                "height": "\(image.lineCount)",
                                "src": Self.picture(
                                    values[output * featureCount..<(output + 1) * featureCount], image),
                            ])
                        element("figcaption") { name }
                    }
                }
            },
        ])
    }

    /// Blue for positive, orange for negative; the larger, the less transparent.
    private static func picture(_ weights: ArraySlice<Float>, _ image: ImageShape) -> String {
        let largest = weights.filter(\.isFinite).map(abs).max() ?? 0
        let pixels = weights.flatMap { weight -> [UInt8] in
            guard weight.isFinite, largest > 0 else { return [0, 0, 0, 0] }
            let strength = UInt8((255 * abs(weight) / largest).rounded())
            return (weight > 0 ? [0x2F, 0x6F, 0xDE] : [0xD9, 0x6B, 0x0B]) + [strength]
        }
        return PNGImage(width: image.columnCount, height: image.lineCount, pixels: pixels).dataURL
    }

    /// A row for each feature, the largest first: the weight of each output, or where these are many what they come to.
    private var table: Markup {
        let values = weight.values(in: model.parameters)
        func weights(_ feature: Int) -> [Double] {
            (0..<outputCount).map { Double(values[$0 * featureCount + feature]) }
        }
        let sizes = (0..<featureCount).map { feature in
            outputCount == 1
                ? weights(feature)[0]
                : (weights(feature).reduce(0) { $0 + $1 * $1 } / Double(outputCount)).squareRoot()
        }
        let columnCount = outputCount > 1 && outputCount <= Self.mostColumns ? outputCount : 0
        let most = Self.mostCells / (columnCount + 2)
        let shown = sizes.indices.sorted { abs(sizes[$0]) > abs(sizes[$1]) }.prefix(most)
        let largest = shown.first.map { abs(sizes[$0]) } ?? 0
        let part =
            shown.count < featureCount
            ? ", the \(Format.grouped(shown.count)) largest of \(Format.grouped(featureCount))" : ""
        let note =
            outputCount > 1
            ? "Root mean square of a feature's weights over the \(Format.count(outputCount, "output"))\(part)."
            : "The weight of each feature\(part)."
        return .joined([
            element("p") { note },
            element("div", ["class": shown.count > Self.fewRows ? "scroll tall" : "scroll"]) {
                element("table", ["class": "bars sortable"]) {
                    element("thead") {
                        element("tr") {
                            for heading in ["feature", outputCount > 1 ? "size" : "weight"] { Self.heading(heading) }
                            element("td") {}
                            for output in 0..<columnCount { Self.heading(outputName(output)) }
                        }
                    }
                    element("tbody") {
                        for feature in shown {
                            element("tr") {
                                element("th", ["scope": "row"]) { model.featureNames[feature] }
                                element("td") { Format.metric(sizes[feature], digits: 4) }
                                element("td", ["class": "bar"]) { Self.bar(sizes[feature], largest) }
                                for output in 0..<columnCount {
                                    element("td") { Format.metric(weights(feature)[output], digits: 4) }
                                }
                            }
                        }
                    }
                }
            },
        ])
    }

    private func outputName(_ output: Int) -> String {
        model.classes?.count == outputCount ? model.classes?[output] ?? "" : "unit \(output + 1)"
    }

    private static func heading(_ text: String) -> Markup {
        element("th", ["scope": "col"]) { element("button", ["type": "button"]) { text } }
    }

    static func bar(_ number: Double, _ largest: Double) -> Markup {
        let share = largest > 0 && number.isFinite ? 100 * abs(number) / largest : 0
        return element(
            "span",
            ["class": number < 0 ? "negative" : "positive", "style": "width: \(Format.fixed(share, 1))%"])
    }
}
