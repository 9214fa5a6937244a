import Datasets
import Models
import Training

/// A model's first weights as pictures or bars.
struct WeightFigures {
    private let model: TrainedModel

    init(_ model: TrainedModel) {
        self.model = model
    }

    private static let smallestSide = 4
    private static let mostPictures = 20
    private static let mostBars = 24

    var markup: Markup {
        .joined([
            model.scaling == nil
                ? .joined([]) : element("p") { "Features are scaled before the weights are applied." },
            side.map(pictures) ?? bars,
        ])
    }

    private var weight: ParameterTensor { model.model.layout.tensors[0] }
    private var outputCount: Int { weight.shape[0] }
    private var featureCount: Int { weight.shape[1] }

    /// The side of the square pictures that rows seem to be; nil where they do not.
    private var side: Int? {
        let side = Int(Double(featureCount).squareRoot().rounded())
        return side * side == featureCount && side >= Self.smallestSide && isOfPixels ? side : nil
    }

    /// Several outputs, and features that are numbered rather than named.
    private var isOfPixels: Bool {
        outputCount > 1 && model.featureNames.all.allSatisfy { $0.last?.isNumber ?? false }
    }

    private func pictures(_ side: Int) -> Markup {
        let values = weight.values(in: model.parameters)
        let count = min(outputCount, Self.mostPictures)
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
                                "alt": "Weights of \(what) \(name)", "width": "\(side)", "height": "\(side)",
                                "src": Self.picture(values[output * featureCount..<(output + 1) * featureCount], side),
                            ])
                        element("figcaption") { name }
                    }
                }
            },
        ])
    }

    /// Blue for positive, orange for negative; the larger, the less transparent.
    private static func picture(_ weights: ArraySlice<Float>, _ side: Int) -> String {
        let largest = weights.filter(\.isFinite).map(abs).max() ?? 0
        let pixels = weights.flatMap { weight -> [UInt8] in
            guard weight.isFinite, largest > 0 else { return [0, 0, 0, 0] }
            let strength = UInt8((255 * abs(weight) / largest).rounded())
            return (weight > 0 ? [0x2F, 0x6F, 0xDE] : [0xD9, 0x6B, 0x0B]) + [strength]
        }
        return PNGImage(width: side, height: side, pixels: pixels).dataURL
    }

    private var bars: Markup {
        let values = weight.values(in: model.parameters)
        let numbers = (0..<featureCount).map { feature -> Double in
            let column = (0..<outputCount).map { Double(values[$0 * featureCount + feature]) }
            guard outputCount > 1 else { return column[0] }
            return (column.reduce(0) { $0 + $1 * $1 } / Double(outputCount)).squareRoot()
        }
        let shown = numbers.indices.sorted { abs(numbers[$0]) > abs(numbers[$1]) }.prefix(Self.mostBars)
        let largest = shown.first.map { abs(numbers[$0]) } ?? 0
        let part = shown.count < featureCount ? ", the \(shown.count) largest of \(Format.grouped(featureCount))" : ""
        let note =
            outputCount > 1
            ? "Root mean square of a feature's weights over the \(Format.count(outputCount, "output"))\(part)."
            : "The weight of each feature\(part)."
        return .joined([
            element("p") { note },
            element("table", ["class": "bars"]) {
                element("tbody") {
                    for feature in shown {
                        element("tr") {
                            element("th", ["scope": "row"]) { model.featureNames[feature] }
                            element("td") { Format.metric(numbers[feature], digits: 4) }
                            element("td", ["class": "bar"]) { Self.bar(numbers[feature], largest) }
                        }
                    }
                }
            },
        ])
    }

    static func bar(_ number: Double, _ largest: Double) -> Markup {
        let share = largest > 0 && number.isFinite ? 100 * abs(number) / largest : 0
        return element(
            "span",
            ["class": number < 0 ? "negative" : "positive", "style": "width: \(Format.fixed(share, 1))%"])
    }
}
