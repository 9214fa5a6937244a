import Datasets
import TestSupport
import Testing

@Suite("A survey of a file of rows")
struct FileSurveyTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func survey(_ text: String, target: String, name: String = "a.csv") throws -> FileSurvey {
        try RowFile(path: folder.put(Array(text.utf8), in: name), target: target).survey(by: fourWorkers)
    }

    @Test("counts numbers, names, truths and what is missing in each column")
    func columns() throws {
        let survey = try survey(
            """
            row,size,city,zip,new,y
            1,3.5,Bonn,01234,yes,1
            2,,Ulm,10115,no,0
            3,-2,"NA",02134,yes,1
            4,7,NA,10115,yes,1

            """, target: "y")
        #expect(survey.rowCount == 4 && survey.format == .csv && survey.csv?.delimiter == .comma)
        #expect(survey.columns.map(\.name) == ["row", "size", "city", "zip", "new", "y"])
        let (row, size, city) = (survey.columns[0], survey.columns[1], survey.columns[2])
        #expect(row.countsRows && row.areWhole && !row.hasNames)
        #expect(size.numberCount == 3 && size.missingCount == 1 && size.least == -2 && size.greatest == 7)
        #expect(!size.areWhole && !size.countsRows)
        #expect(city.textCount == 3 && city.missingCount == 1 && city.texts.values == ["Bonn", "Ulm", "NA"])
        let (zip, new) = (survey.columns[3], survey.columns[4])
        #expect(
            !zip.isConstant && !size.isConstant && zip.hasNames && zip.texts.values == ["01234", "10115", "02134"]
                && zip.texts["10115"] == 2)
        #expect(!new.hasNames && new.truthCount == 4 && new.texts["yes"] == 3)
        #expect(survey.target.numbers?.values == [1, 0] && survey.target.numbers?[1] == 3)
    }

    /// Beside a count by one thread of rows that quotes keep from being cut.
    @Test("is the same over chunks of a long file as in one piece", arguments: [false, true])
    func chunks(hasNames: Bool) throws {
        var random = SplitMix(state: 3)
        let lines = (0..<120_000).map { row in
            let code = hasNames && row % 3 == 0 ? "k\(random.next() % 50)" : "\(random.next() % 70)"
            return "\(row + 5),\(random.next() % 10_007 == 0 ? "" : "\(random.next() % 1000)"),\(code),\(row % 7)"
        }
        let text = (["n,x,code,y"] + lines).joined(separator: "\n") + "\n"
        let quoted = text.replacing("\n5,", with: "\n\"5\",")
        #expect(quoted != text)
        let (found, expected) = (try survey(text, target: "y"), try survey(quoted, target: "y"))
        #expect(found.rowCount == 120_000 && found.columns[0].countsRows)
        for (found, expected) in zip(found.columns, expected.columns) {
            #expect(found.numberCount == expected.numberCount && found.textCount == expected.textCount)
            #expect(found.missingCount == expected.missingCount && found.areWhole == expected.areWhole)
            #expect(found.least == expected.least && found.greatest == expected.greatest)
            #expect(found.countsRows == expected.countsRows && found.texts.values == expected.texts.values)
            #expect(found.texts.values.allSatisfy { found.texts[$0] == expected.texts[$0] })
        }
        #expect(found.columns[2].texts.count == (hasNames ? 120 : 0))
        #expect(found.target.numbers?.values.count == 7)
    }

    @Test("takes a word that few rows have in place of a number for a missing one")
    func strayWords() throws {
        let rows = (0..<100).map { "\($0 == 40 ? "unknown" : "\($0)"),\($0 % 2 == 0 ? "a" : "unknown"),\($0 * 2)\n" }
        let survey = try survey("x,kind,y\n" + rows.joined(), target: "y")
        #expect(survey.strayWords == ["unknown"] && survey.csv?.missingWords.last == "unknown")
        #expect(survey.columns[0].missingCount == 1 && !survey.columns[0].hasNames)
        // Where half of the rows have it, it is a name; but a word has one meaning in a file.
        #expect(survey.columns[1].missingCount == 50)
    }

    @Test("of a LIBSVM file has the labels and the number of features")
    func labels() throws {
        let survey = try survey("+1 1:2 7:1\n-1 3:1\n+1 2:4\n", target: "y", name: "a.svm")
        #expect(survey.rowCount == 3 && survey.featureCount == 7 && survey.columns.isEmpty)
        #expect(survey.target.numbers?.count == 2 && survey.target.numbers?[1] == 2)
    }

    @Test("names the nearest column and the first few where there is no such target")
    func unknownTarget() throws {
        let error = #expect(throws: DataError.self) { try survey("price,size\n1,2\n", target: "prize") }
        let text = try #require(error?.description)
        #expect(
            text.hasSuffix("no column named \"prize\", did you mean \"price\"? The columns are price, size"), "\(text)")
    }
}
