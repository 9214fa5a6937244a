import Files
import Foundation
import FoundationXML
import Measures
import Reports
import Studies
import TestSupport
import Testing
import Training

@Suite("A sweep's report")
struct SweepReportTests {
    private static func result(
        _ number: Int, _ values: [String], epochs: Int = 9, loss: Double?, score: Double? = 0.5
    ) -> TrialResult {
        TrialResult(
            number: number, values: values, epochCount: epochs, validationLoss: loss,
            score: loss == nil ? nil : score, seconds: 0.25, digest: loss.map { "sha256:\($0)" })
    }

    private static let keys = ["rate", "<kind> & \"more\""]
    private static let results = [
        result(1, ["0.1", "sgd"], epochs: 3, loss: 0.5), result(2, ["0.001", "adam"], epochs: 3, loss: nil),
        result(3, ["1", "sgd"], epochs: 3, loss: 0.25), result(3, ["1", "sgd"], loss: 0.75),
        result(4, ["1_000", "<b>"], loss: 0.75), result(5, ["1_000", "<b>"], loss: nil),
    ]
    private static let table = SweepTable(keys: keys, score: .accuracy, results: results)

    @Test("ranks by loss and number, each trial once, by its best result, and those that diverged last")
    func ranks() {
        #expect(Self.table.results.map(\.number) == [3, 1, 4, 2, 5])
        #expect(Self.table.best?.number == 3)
        let none = SweepTable(keys: [], score: .r2, results: [Self.result(1, [], loss: nil)])
        #expect(none.best == nil)
    }

    @Test("has a line for each trial")
    func lines() {
        let report = SweepReport(Self.table, name: "a", test: nil)
        #expect(
            report.lines == [
                "rank  trial   rate  <kind> & \"more\"  epochs  validation loss  accuracy    time",
                "   1      3      1              sgd       3             0.25       0.5  250 ms",
                "   2      1    0.1              sgd       3              0.5       0.5  250 ms",
                "   3      4  1_000              <b>       9             0.75       0.5  250 ms",
                "   4      2  0.001             adam       3         diverged         -  250 ms",
                "   5      5  1_000              <b>       9         diverged         -  250 ms",
            ])
    }

    @Test("is a page that is well-formed and says names as they are")
    func page() throws {
        let page = SweepReport(Self.table, name: "<script>", test: nil).page
        #expect(!page.contains("<script>") && !page.contains("<b>") && !page.contains("<kind>"))
        #expect(page.contains("&lt;kind&gt; &amp; &quot;more&quot;"))
        let drawing = try #require(page.firstRange(of: /<svg [\s\S]*<\/svg>/))
        let parser = XMLParser(data: Data(page[drawing].utf8))
        let counter = ElementCounter()
        parser.delegate = counter
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(counter.counts["polyline"] == 5 && counter.counts["line"] == 3)
        #expect(counter.places.allSatisfy { $0.isFinite && (0...1000).contains($0) })
    }

    @Test("draws whatever there is", arguments: [0, 1, 2, 700])
    func sizes(count: Int) {
        let results = (0..<count).map { Self.result($0 + 1, ["\($0)"], loss: Double($0)) }
        let page = SweepReport(SweepTable(keys: ["x"], score: .r2, results: results), name: "a", test: nil).page
        #expect(page.components(separatedBy: "<polyline").count - 1 == min(count, 500))
        #expect(page.components(separatedBy: "<tr>").count - 2 == count && !page.contains("nan"))
    }

    @Test("keeps results in its log to the bit, and goes on where a line was cut off")
    func log() throws {
        let folder = try ScratchFolder()
        let path = folder.file("sweep.jsonl")
        do {
            let log = try SweepLog(path: path, keys: Self.keys, score: .accuracy)
            for result in Self.results { try log.write(result) }
            try log.write(Self.result(6, ["a", "b"], loss: 0.1 + 0.2, score: .leastNonzeroMagnitude))
        }
        let whole = try folder.text("sweep.jsonl")
        try folder.put(Array((whole + "{\"trial\":").utf8), in: "sweep.jsonl")
        let log = try SweepLog(goingOn: path, keys: Self.keys, score: .accuracy)
        #expect(log.results.dropLast() == Self.results[...])
        #expect(log.results.last?.validationLoss == 0.1 + 0.2 && log.results.last?.score == .leastNonzeroMagnitude)
        #expect(try folder.text("sweep.jsonl") == whole)
        try log.write(Self.results[0])
        #expect(try folder.text("sweep.jsonl").hasPrefix(whole + "{\"trial\":1,"))
        #expect(throws: FileError.self) { try SweepLog(goingOn: path, keys: ["other"], score: .accuracy) }
    }
}

private final class ElementCounter: NSObject, XMLParserDelegate {
    var counts: [String: Int] = [:]
    var places: [Double] = []

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        counts[name, default: 0] += 1
        for key in ["x", "y", "x1", "y1"] { places += attributes[key].map { [Double($0) ?? .nan] } ?? [] }
        let points = attributes["points"]?.split { $0 == " " || $0 == "," } ?? []
        places += points.map { Double($0) ?? .nan }
    }
}
