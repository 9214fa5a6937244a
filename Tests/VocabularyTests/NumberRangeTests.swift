import Testing
import Vocabulary

@Suite("Ranges of numbers")
struct NumberRangeTests {
    static let ranges: [(range: NumberRange, inside: [Double], outside: [Double], text: String)] = [
        (.any, [-1e300, 0, 1e300], [.infinity, .nan], "a number"),
        (NumberRange(from: 0), [0, 1e300], [-Double.leastNonzeroMagnitude, .infinity], "a number of at least 0"),
        (NumberRange(from: 0, below: 1), [0, 0.5], [1, -1], "a number of at least 0 and below 1"),
        (NumberRange(from: 0, through: 1), [0, 1], [1.0000000000000002], "a number of at least 0 and at most 1"),
        (NumberRange(above: 0), [.leastNonzeroMagnitude], [0, .nan], "a number above 0"),
        (NumberRange(above: 0, through: 1.5), [1.5], [0, 1.6], "a number above 0 and at most 1.5"),
        (NumberRange(above: 0, below: 1), [0.5], [0, 1], "a number above 0 and below 1"),
    ]

    @Test("hold what their words say", arguments: ranges.indices)
    func holds(index: Int) {
        let (range, inside, outside, text) = Self.ranges[index]
        for number in inside { #expect(range.contains(number), "\(number)") }
        for number in outside { #expect(!range.contains(number), "\(number)") }
        #expect(range.description == text)
    }

    @Test("are known to JSON Schema by bounds")
    func bounds() {
        let bounds = NumberRange(above: 0, below: 1).bounds
        #expect(bounds.map(\.keyword) == ["exclusiveMinimum", "exclusiveMaximum"] && bounds.map(\.number) == [0, 1])
        #expect(NumberRange(from: -1, through: 1).bounds.map(\.keyword) == ["minimum", "maximum"])
        #expect(NumberRange.any.bounds.isEmpty)
    }
}
