import Measures
import Studies
import Testing

@Suite("The table of folds")
struct FoldTableTests {
    private func result(_ number: Int, _ values: [Measure: MeasuredValue]?) -> FoldResult {
        var measures = values.map { _ in MeasuredValues() }
        for (measure, value) in values ?? [:] { measures?[measure] = value }
        return FoldResult(
            number: number, trainingRowCount: 8, rowCount: 2, measures: measures, seconds: 1,
            digest: values == nil ? nil : "sha256:\(number)")
    }

    @Test("has means, and deviations with one less than the number of folds as divisor")
    func numbers() throws {
        let table = FoldTable([
            result(3, [.accuracy: .number(0.75), .f1: .undefined("none")]),
            result(1, [.accuracy: .number(0.25), .f1: .number(0.5)]),
            result(2, [.accuracy: .number(0.5), .f1: .undefined("none")]),
        ])
        #expect(table.results.map(\.number) == [1, 2, 3])
        let accuracy = try #require(table[.accuracy])
        #expect(accuracy.values == [0.25, 0.5, 0.75] && accuracy.mean == 0.5 && accuracy.deviation == 0.25)
        let f1 = try #require(table[.f1])
        #expect(f1.values == [0.5, nil, nil] && f1.mean == 0.5 && f1.deviation == nil)
        #expect(table.lines.map(\.measure) == [.accuracy, .f1] && table[.mse] == nil)
        #expect(table.diverged == [] && table.digest != nil)
    }

    @Test("has a digest of all, unless one diverged")
    func digests() {
        let results = [1, 2, 3].map { result($0, [.mse: .number(1)]) }
        #expect(FoldTable(results).digest == FoldTable(results.reversed()).digest)
        #expect(FoldTable(results).digest != FoldTable(Array(results.dropLast())).digest)
        let diverged = FoldTable(results.dropLast() + [result(3, nil)])
        #expect(diverged.digest == nil && diverged.diverged == [3])
        #expect(diverged[.mse]?.values == [1, 1, nil] && diverged[.mse]?.mean == 1)
    }
}
