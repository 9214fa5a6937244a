import Foundation
import Measures
import Reports
import Studies
import Testing
import Training

@Suite("A sweep's parallel coordinates")
struct ParallelCoordinatesTests {
    private static func result(_ number: Int, _ values: [String], loss: Double?) -> TrialResult {
        TrialResult(
            number: number, values: values, epochCount: 5, validationLoss: loss, score: loss.map { 1 - $0 }, seconds: 1,
            digest: nil)
    }

    /// The page, whose first drawing is the one in question.
    private func drawing(_ keys: [String], _ results: [TrialResult]) throws -> Element {
        let page = SweepReport(SweepTable(keys: keys, score: .r2, results: results), name: "a", test: nil).page
        return try #require(Element(parsing: page).all("svg").first)
    }

    /// An axis: where it is, its name, and the labels beside it with their places, from the bottom.
    private struct Axis {
        let x: Double
        let name: String
        let marks: [(y: Double, label: String)]

        /// The number at a height, from the outermost labels.
        func number(at y: Double, isLogarithmic: Bool) -> Double {
            guard let first = marks.first, let last = marks.last else { return .nan }
            let (low, high) = (PlotReading.number(first.label), PlotReading.number(last.label))
            let share = (y - first.y) / (last.y - first.y)
            return isLogarithmic ? low * pow(high / low, share) : low + share * (high - low)
        }
    }

    private func axes(_ drawing: Element) -> [Axis] {
        let texts = drawing.all("text")
        return drawing.all("line", ofClass: "axis").map { line in
            let x = line.number("x1")
            let name = texts.first { $0.number("x") == x && $0.classes.isEmpty }?.text ?? ""
            let labels = texts.filter { abs($0.number("x") - x) == 8 && $0.classes == ["tick"] }
            let marks = labels.map { (y: $0.number("y") - 4, label: $0.text) }
            return Axis(x: x, name: name, marks: marks.sorted { $0.y > $1.y })
        }
    }

    @Test("go through each trial's values, larger ones higher")
    func numbers() throws {
        var results: [TrialResult] = []
        for number in 1...40 {
            let rate = pow(10, -4 + 0.1 * Double((number * 7) % 40))
            let size = 100 + 10 * ((number * 11) % 40)
            results.append(Self.result(number, ["\(rate)", "\(size)"], loss: 0.5 + 0.01 * Double((number * 13) % 40)))
        }
        let drawing = try drawing(["learning_rate", "batch_size"], results)
        let axes = axes(drawing)
        #expect(axes.map(\.name) == ["learning_rate", "batch_size", "validation loss"])
        #expect(zip(axes, axes.dropFirst()).allSatisfy { $0.x < $1.x } && axes.allSatisfy { $0.marks.count == 5 })
        for axis in axes {
            let numbers = axis.marks.map { PlotReading.number($0.label) }
            #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }, "\(axis.name): \(numbers)")
        }
        let lines = drawing.all("polyline")
        #expect(lines.count == 40)
        for line in lines {
            let words = line.all("title")[0].text
            let number = try #require(words.split { $0 == " " || $0 == ":" }.dropFirst().first.flatMap { Int($0) })
            let result = results[number - 1]
            let points = Path(line).pieces[0]
            #expect(points.map(\.x) == axes.map(\.x))
            let found = zip(axes, points).enumerated().map { $1.0.number(at: $1.1.y, isLogarithmic: $0 == 0) }
            let expected = result.values.compactMap(Double.init) + [result.validationLoss!]
            // Labels have three digits.
            for (found, expected) in zip(found, expected) {
                #expect(abs(found / expected - 1) < 0.01, "trial \(number): \(found) for \(expected)")
            }
            #expect(words.hasSuffix(", validation loss \(Format.metric(result.validationLoss!))"))
            #expect(words.contains("learning_rate \(result.values[0]), batch_size \(result.values[1])"))
        }
        let best = drawing.all("polyline", ofClass: "best")
        let lowest = try #require(results.min { $0.validationLoss! < $1.validationLoss! })
        #expect(best.count == 1 && best[0].all("title")[0].text.hasPrefix("trial \(lowest.number):"))
        // Drawn last, above the others.
        #expect(lines.last?.classes.contains("best") == true)
    }

    @Test("go through words where they stand, and above all losses where a training diverged")
    func words() throws {
        let results = [
            Self.result(1, ["sgd"], loss: 3), Self.result(2, ["adam"], loss: 1), Self.result(3, ["<new>"], loss: nil),
        ]
        let drawing = try drawing(["optimizer.kind"], results)
        let axes = axes(drawing)
        #expect(Set(axes[0].marks.map(\.label)) == ["sgd", "adam", "<new>"])
        #expect(axes[1].marks.map(\.label) == ["1", "3"])
        for line in drawing.all("polyline") {
            let words = line.all("title")[0].text
            let points = Path(line).pieces[0]
            let mark = axes[0].marks.first { words.contains("optimizer.kind \($0.label),") }
            #expect(mark?.y == points[0].y, "\(words)")
            let isDiverged = words.hasSuffix("diverged")
            #expect(line.classes.contains("diverged") == isDiverged)
            #expect(isDiverged ? points[1].y < axes[1].marks[1].y : axes[1].marks.contains { $0.y == points[1].y })
        }
    }
}
