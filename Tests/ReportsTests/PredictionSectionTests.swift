import Datasets
import Foundation
import Kernels
import Models
import NUMA
import Reports
import TestSupport
import Testing
import Training

@Suite("Predictions on a page")
struct PredictionSectionTests {
    private static let kernels = InstructionSet.available[0].kernels

    /// The page of a model with these tensors, beside rows of one feature.
    private func page(
        _ architecture: Architecture, _ tensors: [[Float]], features: [Float], targets: [Float],
        classes: ClassLabels? = nil
    ) throws -> Element {
        let model = architecture.makeModel(featureCount: 1, classCount: classes?.count, kernels: Self.kernels)
        var parameters = [Float](repeating: 0, count: model.layout.count)
        for (tensor, values) in zip(model.layout.tensors, tensors) { tensor.write(values, to: &parameters) }
        let rows = TableSource(
            featureNames: ["x"], targetName: "y", features: features, targets: targets, classes: classes)
        let dataset = try Dataset(
            everyRowOf: rows, storage: .float32, partitionCount: 3, workers: Workers(count: 2),
            kernels: Self.kernels)
        let sample = PredictionSample(of: model, parameters: parameters, from: dataset)
        let report = PredictionReport(sample, of: "test", evaluation: nil, classes: classes)
        let page = try RunFolder([:]).page(predictions: report)
        // The file says the same as the memory.
        let again = try RunFolder(["predictions.json": report.json.pretty]).page()
        let heading = "Predictions on the test rows"
        let (section, other) = (try #require(page.section(heading)), try #require(again.section(heading)))
        #expect(section.all("figure").map(\.text) == other.all("figure").map(\.text))
        #expect(section.all("path").map(\.attributes) == other.all("path").map(\.attributes))
        #expect(section.all("rect").map(\.attributes) == other.all("rect").map(\.attributes))
        return section
    }

    private static let features: [Float] = {
        var random = SplitMix(state: 12)
        return (0..<500).map { _ in .random(in: 0...1, using: &random) }
    }()
    /// Most near 3, few up to 11.
    private static let targets = features.map { 3 + 8 * $0 * $0 * $0 }

    @Test("of a regression lie at the actual number across and at the predicted one upwards")
    func scatter() throws {
        // The model says x - 1.
        let section = try page(
            .linearRegression(.squared), [[1], [-1]], features: Self.features, targets: Self.targets)
        let picture = try #require(section.figure("Predicted against actual")?.all("svg").first)
        let reading = PlotReading(picture)
        reading.expectMarksInOrder()
        func sorted(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
            points.sorted { ($0.y, $0.x) < ($1.y, $1.x) }
        }
        let drawn = zip(Self.targets, Self.features).map { (x: Double($0), y: Double($1) - 1) }
        let found = reading.dots(ofClass: "dots")
        #expect(found.count == 500)
        // Rounded places may come in another order, but the points are the same.
        for point in drawn {
            #expect(found.contains { abs($0.x - point.x) < 0.02 && abs($0.y - point.y) < 0.02 }, "\(point)")
        }
        let ideal = try #require(reading.lines(ofClass: "ideal").first?.first)
        #expect(ideal.count == 2 && ideal.allSatisfy { abs($0.x - $0.y) < 0.02 })
        #expect(picture.all("text", ofClass: "label").map(\.text) == ["actual"])
    }

    @Test("of a regression have residuals that are actual minus predicted, counted in bins")
    func residuals() throws {
        // The model says x - 1, so that residuals are y - x + 1: all positive, with a long tail to the right.
        let section = try page(
            .linearRegression(.squared), [[1], [-1]], features: Self.features, targets: Self.targets)
        let residuals = zip(Self.targets, Self.features).map { Double($0) - Double($1 - 1) }
        let figure = try #require(section.figure("Residuals"))
        let picture = try #require(figure.all("svg").first)
        let reading = PlotReading(picture)
        reading.expectMarksInOrder()
        #expect(picture.all("text", ofClass: "label").map(\.text) == ["actual minus predicted"])
        let bars = reading.bars(ofClass: "bar")
        let (least, greatest) = (residuals.min()!, residuals.max()!)
        #expect(bars.count >= 8 && abs(bars[0].from - least) < 0.02 && abs(bars.last!.to - greatest) < 0.02)
        // Areas are shares of the rows.
        let width = (greatest - least) / Double(bars.count)
        for (index, bar) in bars.enumerated() {
            let (from, to) = (least + Double(index) * width, least + Double(index + 1) * width)
            let isLast = index == bars.count - 1
            let count = residuals.count { $0 >= from && ($0 < to || isLast) }
            #expect(abs(bar.from - from) < 0.03 && abs(bar.to - to) < 0.03 && abs(bar.foot) < 0.01)
            // A number at an edge may be counted on either side.
            #expect(abs(bar.top * width * 500 - Double(count)) <= 2, "bin \(index): \(bar.top), \(count) rows")
        }
        let mean = residuals.reduce(0, +) / 500
        let deviation = (residuals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 500).squareRoot()
        let words = try #require(figure.all("p").first?.text)
        #expect(mean > 3 && words.hasPrefix("mean \(Format.metric(mean, digits: 3)), "))
        #expect(words.contains("standard deviation \(Format.metric(deviation, digits: 3));"))
        let normal = try #require(reading.lines(ofClass: "curve").first?.first)
        let peak = try #require(normal.max { $0.y < $1.y })
        #expect(abs(peak.x - mean) < 0.1 && abs(peak.y - 1 / (deviation * (2 * Double.pi).squareRoot())) < 0.01)
    }

    /// Three classes of 60, 30 and 10 rows; the model gives each row the probabilities 0.2, 0.7 and 0.1.
    private func classification() throws -> Element {
        let targets = (0..<100).map { Float($0 < 60 ? 0 : $0 < 90 ? 1 : 2) }
        return try page(
            .softmaxRegression, [[0, 0, 0], [log(0.2), log(0.7), log(0.1)]],
            features: [Float](repeating: 0, count: 100), targets: targets,
            classes: ClassLabels(names: ["cat", "dog", "<eel>"]))
    }

    @Test("of classes are counted in the row of the actual class and the column of the predicted one")
    func confusion() throws {
        let table = try #require(classification().figure("Confusion matrix")?.all("table").first)
        #expect(
            table.cells == [
                ["", "cat", "dog", "<eel>"], ["cat", "0", "60", "0"], ["dog", "0", "30", "0"],
                ["<eel>", "0", "10", "0"],
            ])
        let titles = table.all("td").compactMap { $0.attributes["title"] }
        #expect(titles.contains("cat taken for dog: 60") && titles.contains("dog taken for cat: 0"))
        let words = try classification().figure("Confusion matrix")?.all("p").first?.text
        #expect(words == "A row for each actual class, a column for each predicted one.")
    }

    @Test("of classes have their ratios in a table")
    func classes() throws {
        let table = try #require(classification().all("table").last)
        // Of 100 answers `dog` 30 are right: F1 = 2 · 0.3 · 1 / 1.3.
        #expect(
            table.cells == [
                ["class", "rows", "predicted", "precision", "recall", "F1"], ["cat", "60", "0", "–", "0.000", "0.000"],
                ["dog", "30", "100", "0.300", "1.000", "0.462"], ["<eel>", "10", "0", "–", "0.000", "0.000"],
            ])
    }

    @Test("are right, by their confidence, as often as the plot says")
    func calibration() throws {
        let picture = try #require(classification().figure("Reliability")?.all("svg").first)
        let reading = PlotReading(picture)
        reading.expectMarksInOrder()
        // Of 100 rows 60 are of the class of probability 0.2, 30 of that of 0.7, 10 of that of 0.1.
        reading.expect(reading.dots(ofClass: "dots"), [(0.1, 0.1), (0.2, 0.6), (0.7, 0.3)])
        reading.expect(reading.lines(ofClass: "ideal")[0][0], [(0, 0), (1, 1)])
        #expect(picture.all("text", ofClass: "label").map(\.text) == ["probability"])
        #expect(reading.y.marks.map(\.number) == [0, 0.2, 0.4, 0.6, 0.8, 1])
    }

    @Test("of two classes are told for each threshold")
    func thresholds() throws {
        // Probabilities of 0.5 and more for the last five rows, of which four are of the second class.
        let page = try page(
            .logisticRegression, [[1], [0]], features: (0..<10).map { Float($0) - 5 },
            targets: [0, 0, 1, 0, 0, 1, 0, 1, 1, 1], classes: ClassLabels(names: ["no", "yes"]))
        let decision = try #require(page.all("div", ofClass: "decision").first)
        func cell(_ name: String) -> String? {
            decision.all("td").first { $0.attributes["data-cell"] == name }?.text
        }
        #expect(cell("tp") == "4" && cell("fn") == "1" && cell("fp") == "1" && cell("tn") == "4")
        let ratios = decision.all("dd").map { "\($0.attributes["data-cell"] ?? "") \($0.text)" }
        #expect(ratios == ["precision 0.800", "recall 0.800", "F1 0.800", "accuracy 0.800"])
        #expect(decision.all("strong").map(\.text) == ["0.5"])
        let roc = PlotReading(try #require(decision.all("svg").first))
        roc.expect(
            roc.lines(ofClass: "curve")[0][0],
            [
                (0, 0), (0, 0.2), (0, 0.4), (0, 0.6), (0.2, 0.6), (0.2, 0.8), (0.4, 0.8), (0.6, 0.8), (0.6, 1),
                (0.8, 1), (1, 1),
            ])
        let precision = PlotReading(try #require(decision.all("svg").last))
        #expect(precision.lines(ofClass: "curve")[0][0].count == 10)
    }

    @Test("of very many classes are a list of mistakes, the commonest first")
    func mistakes() throws {
        // The class of number k is taken for k + 1, 3 k times; the last is always right.
        let count = 21
        let matrix = (0..<count).map { actual in
            (0..<count).map { $0 == actual + 1 ? 3 * actual : $0 == actual && $0 == count - 1 ? 5 : 0 }
        }
        let classes = (0..<count).map {
            #"{"class": "c\#($0)", "rows": 1, "predicted": 1, "precision": 0.5, "recall": 0.5, "f1": 0.5}"#
        }
        let json = """
            {"split": "test", "classes": [\(classes.joined(separator: ","))], "confusion_matrix": \(matrix), \
            "calibration": []}
            """
        let page = try RunFolder(["predictions.json": json]).page()
        let table = try #require(page.figure("Commonest mistakes")?.all("table").first)
        let expected = (8..<20).reversed().map { ["c\($0)", "c\($0 + 1)", "\(3 * $0)"] }
        #expect(table.cells == [["actual", "predicted", "rows"]] + expected)
    }
}
