import Foundation
import Reports
import TestSupport
import Testing

@Suite("A JSON document")
struct JSONValueTests {
    @Test("is what Foundation reads", arguments: 0..<200)
    func roundTrip(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let document = Self.randomValue(depth: 5, using: &random)
        for text in [document.compact, document.pretty] {
            let read = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
            #expect(Self.isSame(document, read), "\(text)")
        }
        #expect(!document.compact.contains("\n"))
    }

    private static func isSame(_ value: JSONValue, _ read: Any) -> Bool {
        switch (value, read) {
        case (.object(let members), let read as [String: Any]):
            members.count == read.count
                && members.allSatisfy { key, value in read[key].map { isSame(value, $0) } ?? false }
        case (.array(let elements), let read as [Any]):
            elements.count == read.count && zip(elements, read).allSatisfy(isSame)
        case (.string(let text), let read as String): text.utf8.elementsEqual(read.utf8)
        case (.integer(let number), let read as NSNumber): number == read.intValue
        case (.number(let number), let read as NSNumber): isNear(number, read.doubleValue)
        // The digits that tell a float from its neighbours, read as a double.
        case (.float(let number), let read as NSNumber): number == Float(read.doubleValue)
        case (.number(let number), _ as NSNull): !number.isFinite
        case (.float(let number), _ as NSNull): !number.isFinite
        case (.bool(let value), let read as Bool): value == read
        case (.null, _ as NSNull): true
        default: false
        }
    }

    /// Equal but for the last places, which Foundation loses as it reads numbers by way of decimals.
    private static func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-14 * abs(a) }

    @Test("holds every number to the bit", arguments: 0..<20)
    func exactNumbers(seed: UInt64) {
        var random = SplitMix(state: seed)
        for _ in 0..<100 {
            let double = Double(bitPattern: random.next())
            let float = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
            // NaN and infinity are null.
            #expect(Double(JSONValue.number(double).compact) == (double.isFinite ? double : nil))
            #expect(Float(JSONValue.float(float).compact) == (float.isFinite ? float : nil))
        }
    }

    private static func randomValue(depth: Int, using random: inout SplitMix) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 7), using: &random) {
        case 0: .null
        case 1: .bool(.random(using: &random))
        case 2: .integer(Int(truncatingIfNeeded: random.next() >> UInt64.random(in: 0...63, using: &random)))
        case 3: .number(Double(bitPattern: random.next()))
        case 4: .float(Float(bitPattern: UInt32(truncatingIfNeeded: random.next())))
        case 5: .number(Double(Int.random(in: -1000...1000, using: &random)) / 8)
        case 6: .string(randomText(using: &random))
        case 7:
            .array(
                (0..<Int.random(in: 0...4, using: &random)).map { _ in randomValue(depth: depth - 1, using: &random) })
        default:
            .object(
                (0..<Int.random(in: 0...4, using: &random)).map { index in
                    ("\(index)" + randomText(using: &random), randomValue(depth: depth - 1, using: &random))
                })
        }
    }

    /// Letters, what JSON must escape, and what it need not.
    private static func randomText(using random: inout SplitMix) -> String {
        let scalars = Array("ab\"\\/\n\r\t\0\u{1}\u{8}\u{C}\u{1F} \u{7F}é\u{2028}\u{FFFD}🙂".unicodeScalars)
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...8, using: &random) { text.append(scalars.randomElement(using: &random)!) }
        return String(text)
    }

    @Test(
        "writes numbers with the fewest digits, and null where there is none",
        arguments: [
            (.number(0.1), "0.1"), (.float(0.1), "0.1"), (.number(Double(Float(0.1))), "0.10000000149011612"),
            (.number(-0.0), "-0.0"), (.number(1e300), "1e+300"), (.number(.leastNonzeroMagnitude), "5e-324"),
            (.integer(.min), "-9223372036854775808"), (.number(.nan), "null"), (.number(.infinity), "null"),
            (.float(-.infinity), "null"), (.float(.nan), "null"),
        ] as [(JSONValue, String)])
    func numbers(value: JSONValue, text: String) {
        #expect(value.compact == text)
        #expect(value.pretty == text)
    }

    @Test("escapes what must be escaped and nothing else")
    func escapes() {
        #expect(JSONValue.string("\"\\\n\r\t\u{8}\u{0}").compact == #""\"\\\n\r\t\u0008\u0000""#)
        #expect(JSONValue.string("/é🙂\u{7F}").compact == "\"/é🙂\u{7F}\"")
    }

    @Test("keeps the order of its keys, on one line or with a line for each")
    func layout() {
        let document = JSONValue.object([
            ("z", .array([.integer(1), .object([("t", .array([.null]))])])), ("a", .object([("b", .null)])),
            ("e", .array([])),
            ("o", .object([])),
        ])
        #expect(document.compact == #"{"z":[1,{"t":[null]}],"a":{"b":null},"e":[],"o":{}}"#)
        #expect(
            document.pretty == """
                {
                  "z": [
                    1,
                    {"t":[null]}
                  ],
                  "a": {
                    "b": null
                  },
                  "e": [],
                  "o": {}
                }
                """)
    }

    @Test("gives an array's element of more than 100 bytes several lines")
    func longElements() {
        func array(_ letterCount: Int) -> JSONValue {
            .array([.object([("b", .string(String(repeating: "a", count: letterCount))), ("c", .null)])])
        }
        // Around the letters there are 17 bytes.
        let (short, long) = (String(repeating: "a", count: 83), String(repeating: "a", count: 84))
        #expect(array(83).pretty == "[\n  {\"b\":\"\(short)\",\"c\":null}\n]")
        #expect(array(84).pretty == "[\n  {\n    \"b\": \"\(long)\",\n    \"c\": null\n  }\n]")
    }
}
