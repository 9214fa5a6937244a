import Files
import Foundation
import Measures
import Reports
import Studies
import TestSupport
import Testing

@Suite("The report of folds")
struct FoldReportTests {
    private static func result(_ number: Int, _ accuracy: Double?) -> FoldResult {
        var measures = MeasuredValues()
        measures[.accuracy] = accuracy.map { .number($0) } ?? .undefined("no <row>")
        measures[.logLoss] = .number(0.125 * Double(number))
        return FoldResult(
            number: number, trainingRowCount: 1000, rowCount: 250, measures: measures, seconds: 0.25,
            digest: "sha256:\(number)")
    }

    @Test("has a line for each measure, and a column for each of a few folds")
    func lines() {
        let report = FoldReport(FoldTable([Self.result(1, 0.5), Self.result(2, nil)]), name: "a")
        #expect(
            report.lines == [
                "measure     mean  deviation  fold 1  fold 2",
                "log_loss  0.1875    0.08839   0.125    0.25",
                "accuracy     0.5          -     0.5       -",
            ])
        let many = FoldReport(FoldTable((1...9).map { Self.result($0, Double($0) / 10) }), name: "a")
        #expect(many.lines[0].hasSuffix("least  greatest") && many.lines[2].hasSuffix("0.1       0.9"))
    }

    @Test("is a page that is well-formed, and an object")
    func documents() throws {
        let report = FoldReport(FoldTable([Self.result(1, 0.5), Self.result(2, nil)]), name: "<b> & c")
        let page = try Element(parsing: report.page)
        #expect(page.text.contains("<b> & c") && page.text.contains("log_loss") && page.text.contains("1,000"))
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(report.json.pretty.utf8)) as? [String: Any])
        #expect(object["folds"] as? Int == 2 && object["rows"] as? Int == 500)
        let results = try #require(object["results"] as? [[String: Any]])
        #expect((results[1]["undefined"] as? [String: String]) == ["accuracy": "no <row>"])
        #expect((object["mean"] as? [String: Any])?["accuracy"] as? Double == 0.5)
    }

    @Test("results are read as they were written, without a line that was cut off")
    func log() throws {
        let folder = try ScratchFolder()
        let path = folder.file("folds.jsonl")
        let results = [
            Self.result(2, 0.1), Self.result(1, nil),
            FoldResult(number: 3, trainingRowCount: 3, rowCount: 1, measures: nil, seconds: 0, digest: nil),
        ]
        for (index, result) in results.enumerated() {
            let log = try index == 0 ? FoldLog(path: path) : FoldLog(goingOn: path)
            #expect(log.results == Array(results[..<index]))
            try log.write(result)
        }
        let text = try folder.text("folds.jsonl")
        try folder.put(Array((text + "{\"fold\":").utf8), in: "folds.jsonl")
        #expect(try FoldLog(goingOn: path).results == results)
        #expect(try folder.text("folds.jsonl") == text)
        for wrong in ["{}\n", "[]\n", "{\"fold\":1,\"training_rows\":1,\"rows\":1,\"seconds\":0,\"digest\":\"a\"}\n"] {
            try folder.put(Array(wrong.utf8), in: "folds.jsonl")
            #expect(throws: FileError.self) { try FoldLog(goingOn: path) }
        }
    }

    @Test("a folder goes with its files, and keeps others")
    func folder() throws {
        let scratch = try ScratchFolder()
        let folds = FoldFolder(path: scratch.file("folds"))
        try folds.remove()
        try folds.make()
        for path in [folds.model(ofFold: 1), folds.predictions(ofFold: 12)] {
            try AtomicFile.write("x", to: path)
        }
        try folds.remove()
        #expect(try FolderListing.names(in: folds.path) == nil)
        try folds.make()
        try AtomicFile.write("x", to: folds.path + "/notes.txt")
        #expect(throws: FileError.self) { try folds.remove() }
    }
}
