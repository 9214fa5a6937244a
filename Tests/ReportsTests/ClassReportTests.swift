import Datasets
import Measures
import Reports
import Testing

@Suite("The report of classes")
struct ClassReportTests {
    /// Measures of rows that are told by their actual and their predicted class.
    private func measures(_ rows: [(actual: Int, predicted: Int)], classCount: Int) -> ClassificationMeasures {
        var sums = ClassificationSums(classCount: classCount)
        let even = [Float](repeating: 1 / Float(classCount), count: classCount)
        for row in rows { sums.add(predicted: row.predicted, actual: row.actual, loss: 1, probabilities: even) }
        return ClassificationMeasures(sums)
    }

    /// 1,200 rows of class 0, of which 300 are taken for class 2; 4 of class 2; none of class 10, which is never
    /// predicted.
    private var example: ClassReport {
        let rows =
            Array(repeating: (actual: 0, predicted: 0), count: 900)
            + Array(repeating: (actual: 0, predicted: 1), count: 300)
            + Array(repeating: (actual: 1, predicted: 1), count: 4)
        return ClassReport(measures(rows, classCount: 3), classes: ClassLabels(names: ["0", "2", "10"])!)
    }

    @Test("is a table, and the confusion matrix")
    func lines() {
        #expect(
            example.lines == [
                "class   rows  predicted  precision  recall        F1",
                "0      1,200        900          1    0.75  0.857143",
                "2          4        304  0.0131579       1  0.025974",
                "10         0          0          -       -         -",
                "confusion matrix: a row for each class that is, a column for each that is predicted",
                "      0    2  10",
                "0   900  300   0",
                "2     0    4   0",
                "10    0    0   0",
            ])
    }

    @Test("is an object for each class, and the confusion matrix by rows")
    func members() {
        let document = JSONValue.object(example.members(prefix: "test_"))
        #expect(
            document.compact == """
                {"test_classes":[{"class":"0","rows":1200,"predicted":900,"precision":1.0,"recall":0.75,\
                "f1":0.8571428571428571},{"class":"2","rows":4,"predicted":304,"precision":0.013157894736842105,\
                "recall":1.0,"f1":0.025974025974025976},{"class":"10","rows":0,"predicted":0,"precision":null,\
                "recall":null,"f1":null}],"test_confusion_matrix":[[900,300,0],[0,4,0],[0,0,0]]}
                """)
        #expect(example.members().map(\.key) == ["classes", "confusion_matrix"])
    }

    @Test(
        "leaves out a matrix that is too wide to read, and one that is too large to keep",
        arguments: [20, 21, 256, 257])
    func wideMatrix(classCount: Int) {
        let report = ClassReport(
            measures([(actual: 1, predicted: 0)], classCount: classCount), classes: ClassLabels(count: classCount))
        #expect(report.lines.count == (classCount <= 20 ? 2 * classCount + 3 : classCount + 1))
        let matrix = report.members().first { $0.key == "confusion_matrix" }?.value
        if classCount <= 256 {
            guard case .array(let rows) = matrix else { return #expect(Bool(false), "\(classCount) classes") }
            #expect(rows.count == classCount)
        } else {
            #expect(matrix == .null)
        }
    }
}
