import Reports
import Testing

@Suite("The curves of a run")
struct TrainingCurvesTests {
    private static let steps = Array(stride(from: 50.0, through: 500, by: 50))
    private static let trainLoss = steps.map { 40 / $0 }
    private static let rate = steps.map { $0 <= 100 ? $0 / 1000 : 0.1 - $0 / 10_000 }
    private static let speed = steps.map { 1e6 + 1000 * $0 }
    private static let seconds = steps.map { $0 / 250 }
    /// At the end of each epoch, of 100 steps.
    private static let validationLoss = [1.0, 0.5, 0.75, 0.4, 0.3]
    private static let measure = [0.1, 0.45, 0.35, 0.6, 0.7]

    private func page(_ measure: String) throws -> Element {
        let lines = Self.steps.indices.map { index in
            let epoch = index / 2
            let validation =
                index % 2 == 0
                ? "" : #", "validation_loss": \#(Self.validationLoss[epoch]), "\#(measure)": \#(Self.measure[epoch])"#
            return """
                {"step": \(Int(Self.steps[index])), "seconds": \(Self.seconds[index]), \
                "train_loss": \(Self.trainLoss[index]), "learning_rate": \(Self.rate[index]), \
                "rows_per_second": \(Self.speed[index])\(validation)}

                """
        }
        return try RunFolder(["metrics.jsonl": lines.joined()]).page()
    }

    /// The curve of each tone in the linear view of a figure.
    private func curves(_ figure: Element) throws -> (PlotReading, [[(x: Double, y: Double)]]) {
        let picture = try #require(figure.all("svg").first)
        let view = try #require(picture.all("g", ofClass: "linear").first)
        let reading = PlotReading(picture, view: view)
        reading.expectMarksInOrder()
        let curves = (0..<2).map { reading.lines(ofClass: "tone-\($0)").first?.first ?? [] }
        return (reading, curves)
    }

    @Test("pass through what metrics.jsonl says", arguments: [("r2", "R²"), ("accuracy", "Accuracy")])
    func values(measure: (key: String, heading: String)) throws {
        let page = try page(measure.key)
        let epochs = [100.0, 200, 300, 400, 500]
        let headings = page.section("History")?.all("h3").map(\.text)
        #expect(headings == ["Loss", measure.heading, "Learning rate", "Rows per second"])

        let loss = try #require(page.figure("Loss"))
        #expect(loss.all("li").map(\.text) == ["train", "validation"])
        var (reading, found) = try curves(loss)
        reading.expect(found[0], zip(Self.steps, Self.trainLoss).map { ($0, $1) })
        reading.expect(found[1], zip(epochs, Self.validationLoss).map { ($0, $1) })
        #expect(loss.all("text", ofClass: "label").map(\.text) == ["step"])

        (reading, found) = try curves(#require(page.figure(measure.heading)))
        reading.expect(found[0], zip(epochs, Self.measure).map { ($0, $1) })

        (reading, found) = try curves(#require(page.figure("Learning rate")))
        reading.expect(found[0], zip(Self.steps, Self.rate).map { ($0, $1) })

        let speed = try #require(page.figure("Rows per second"))
        (reading, found) = try curves(speed)
        reading.expect(found[0], zip(Self.seconds, Self.speed).map { ($0, $1) })
        #expect(speed.all("text", ofClass: "label").map(\.text) == ["seconds"])
        #expect(reading.y.marks.first?.number == 0)
    }
}
