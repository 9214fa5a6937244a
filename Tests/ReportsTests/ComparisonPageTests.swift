import Reports
import Testing

@Suite("The page of several runs")
struct ComparisonPageTests {
    private static let losses = [[4, 2, 1.0], [8, 1, 0.5]]

    private func page() throws -> Element {
        let records = try Self.losses.enumerated().map { index, losses in
            let lines = losses.enumerated().map { step, loss in
                "{\"step\": \(10 * (step + 1)), \"seconds\": \(step + 1), \"train_loss\": \(loss)}\n"
            }
            let summary = """
                {"test_loss": 0.\(index + 1)25, "test_r2": 0.\(index + 8), "rows_per_second": \(index + 1)000000, \
                "train_seconds": \(index + 2), "workers": \(index + 3), "digest": "sha256:\(index)abcdef0123456789"}
                """
            return try RunFolder(["metrics.jsonl": lines.joined(), "summary.json": summary]).record(settings: [
                ("name", ["first", "<second>"][index]), ("seed", "1"), ("optimizer.learning_rate", "0.\(index + 1)"),
                ("output.directory", "runs/\(index)"),
            ])
        }
        return try Element(parsing: ComparisonPage(records).html)
    }

    @Test("has the results of each run in its row")
    func results() throws {
        #expect(
            try page().section("Results")?.all("table").first?.cells == [
                ["run", "test loss", "test R²", "rows/s", "training", "workers", "digest"],
                ["first", "0.125", "0.8", "1 M", "2 s", "3", "0abcdef01234"],
                ["<second>", "0.225", "0.9", "2 M", "3 s", "4", "1abcdef01234"],
            ])
    }

    @Test("says in which settings the experiments differ")
    func differences() throws {
        #expect(
            try page().section("Differences")?.all("table").first?.cells == [
                ["run", "optimizer.learning_rate"], ["first", "0.1"], ["<second>", "0.2"],
            ])
    }

    @Test("has the curves of each run in the colour of its name")
    func curves() throws {
        let figure = try #require(page().figure("Train loss"))
        #expect(figure.all("li").map { [$0.text, $0.classes[0]] } == [["first", "tone-0"], ["<second>", "tone-1"]])
        let picture = try #require(figure.all("svg").first)
        let reading = PlotReading(picture, view: picture.all("g", ofClass: "linear")[0])
        reading.expectMarksInOrder()
        for (index, losses) in Self.losses.enumerated() {
            reading.expect(
                reading.lines(ofClass: "tone-\(index)")[0][0], losses.enumerated().map { (Double(10 * $0 + 10), $1) })
        }
        let overTime = try #require(page().figure("Train loss over time")?.all("svg").first)
        #expect(overTime.all("text", ofClass: "label").map(\.text) == ["seconds"])
    }
}
