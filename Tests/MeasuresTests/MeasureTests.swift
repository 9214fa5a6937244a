import Measures
import Testing
import Vocabulary

@Suite("Measures by name")
struct MeasureTests {
    @Test("are told by unique names of lower case, digits and underscores")
    func names() {
        #expect(Set(Measure.names).count == Measure.allCases.count)
        for name in Measure.names {
            #expect(name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" }, "\(name)")
            #expect(Measure(rawValue: name)?.description == name)
        }
    }

    @Test("know which of two values is better")
    func direction() {
        #expect(Measure.rocAUC.isBetter(0.9, than: 0.8) && Measure.r2.isBetter(0.1, than: -3))
        #expect(Measure.mse.isBetter(1, than: 2) && Measure.brierScore.isBetter(0.1, than: 0.2))
        for measure in Measure.allCases {
            #expect(
                !measure.isBetter(1, than: 1) && !measure.isBetter(.nan, than: 1) && !measure.isBetter(1, than: .nan))
        }
    }

    @Test("are kept in one order, with the reason where there is no number")
    func values() {
        var values = MeasuredValues()
        values[.r2] = .undefined("one row")
        values[.loss] = .number(2)
        #expect(values.entries.map(\.measure) == [.loss, .r2])
        #expect(values[.loss]?.number == 2 && values[.loss]?.reason == nil && values[.mse] == nil)
        #expect(values[.r2]?.number == nil && values[.r2]?.reason == "one row")
    }
}
