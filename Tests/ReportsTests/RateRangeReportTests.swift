import Reports
import Studies
import Testing

@Suite("The report of a range test of learning rates")
struct RateRangeReportTests {
    private let range: RateRange = {
        let losses = (0..<16).map { (step: Int) -> (rate: Double, loss: Double) in
            (1e-3 * Double(1 << step), 1 / Double(step + 1))
        }
        return RateRange(losses)
    }()

    @Test("lays the rates out by their ratios")
    func axis() throws {
        let page = RateRangeReport(range, name: "a <b>", rule: "adam").page
        for text in ["a &lt;b&gt;", ">0.001<", ">learning rate<", "range test"] {
            #expect(page.contains(text), "\(text)")
        }
        // Doubled rates are as far apart at the left as at the right.
        let readings = try #require(page.firstMatch(of: /data-readings="([^"]*)"/)).1
        let places = readings.matches(of: /\[([0-9.]+),/).compactMap { Double($0.1) }
        #expect(places.count == 16)
        let steps = zip(places, places.dropFirst()).map { $1 - $0 }
        for step in steps { #expect(abs(step - steps[0]) < 0.2) }
    }

    @Test("says that no rate is suggested where the loss does not fall")
    func nothing() {
        let report = RateRangeReport(RateRange([(1, 1), (2, 2)]), name: "a", rule: "sgd")
        #expect(report.lines.last == "no rate is suggested: the loss has not fallen at any")
        #expect(report.json.compact.contains(#""suggested_learning_rate":null"#))
        #expect(RateRangeReport(RateRange([]), name: "a", rule: "sgd").page.contains("no rate is suggested"))
    }
}
