import Experiments
import Testing

@Suite("Texts that are no configuration")
struct YAMLMistakeTests {
    static let documents: [Mistake] = [
        Mistake("", "a.yaml: is empty; expected a mapping with data and model"),
        Mistake("# nothing\n", "a.yaml: is empty; expected a mapping with data and model"),
        Mistake("---\n", "a.yaml: is empty; expected a mapping with data and model"),
        Mistake("[1, 2]", "a.yaml:1:1: found a list, expected a mapping with data and model"),
        Mistake("3", "a.yaml:1:1: found 3, expected a mapping with data and model"),
        Mistake("--- \nseed: 1\n---\nseed: 2\n", "a.yaml:3:1: found a second document, expected one"),
        Mistake("name: a\u{7}", "a.yaml:1:8: found the control character U+0007, expected text"),
        Mistake("seed: 1\nname: \u{0}", "a.yaml:2:7: found the control character U+0000, expected text"),
    ]

    static let syntax: [Mistake] = [
        Mistake("data:\n\tsynthetic:", "a.yaml:2:1: found a tab, expected spaces: YAML is indented with spaces only"),
        Mistake("a:\n  b:\n  \tc: 3", "a.yaml:3:3: found a tab, expected spaces: YAML is indented with spaces only"),
        Mistake("seed: [1}", "a.yaml:1:9: expected ',' or ']' in the list that begins on line 1"),
        Mistake("a: {b: 1]", "a.yaml:1:9: expected ',' or '}' in the section that begins on line 1"),
        Mistake("name: 'abc", "a.yaml:1:11: the text in quotes that begins on line 1 is not closed"),
        Mistake("name: @abc", "a.yaml:1:7: found '@' at the start of a value; put it in quotes"),
        Mistake(
            "a: b: c",
            "a.yaml:1:5: found a ':' that does not belong here; check the indentation, or put the text in quotes"),
        Mistake("a: 1\n]", "a.yaml:2:1: expected a key here; check the indentation"),
        Mistake("- a\nb: 2", "a.yaml:2:1: expected a '-' here; check the indentation"),
        Mistake("a: }", "a.yaml:1:4: not valid YAML: did not find expected node content"),
    ]

    static let refused: [Mistake] = [
        Mistake(
            "seed: &a 1",
            "a.yaml:1:7: seed: anchors (&) and aliases (*) are not allowed in a configuration; write the value out"),
        Mistake("seed: *a", "a.yaml:1:7: aliases (*) are not allowed in a configuration; write the value out"),
        Mistake("seed: !!int 12", "a.yaml:1:7: seed: tags (!!int) are not allowed in a configuration"),
        Mistake("data: !mine {}", "a.yaml:1:7: data: tags (!mine) are not allowed in a configuration"),
        Mistake("[a]: 1", "a.yaml:1:1: found a list as a key, expected a name"),
        Mistake("data: {~: 1}", "a.yaml:1:8: data: found nothing as a key, expected a name"),
    ]

    static let repeated: [Mistake] = [
        Mistake("seed: 1\nseed: 2", "a.yaml:2:1: seed: given twice in the same section; first on line 1"),
        Mistake("\"seed\": 1\n'seed': 2", "a.yaml:2:1: seed: given twice in the same section; first on line 1"),
        Mistake(
            "data: {synthetic: {rows: 1, rows: 2, rows: 3}}",
            "a.yaml:1:29: data.synthetic.rows: given twice in the same section; first on line 1"),
        Mistake(
            "data:\n  synthetic:\n    rows: 1\n    features: 2\n    rows: 2\n    features: 3\nseed: 1\nseed: 2",
            "a.yaml:5:5: data.synthetic.rows: given twice in the same section; first on line 3"),
        Mistake("? [a]\n: 1\n? [a]\n: 2", "a.yaml:3:3: found a list as a key, expected a name"),
        Mistake("\"\": 1\n\"\": 2", "a.yaml:1:1: \"\": given twice in the same section"),
    ]

    @Test("is told in one line", arguments: documents + syntax + refused + repeated)
    func mistake(_ mistake: Mistake) {
        #expect(message(mistake.yaml, mistake.overrides) == mistake.message)
    }

    @Test("hundreds of repeated keys end soon")
    func manyRepeatedKeys() {
        let lines = (0..<400).map { "key\($0): 1\n" }.joined()
        #expect(message(lines + lines).contains("given twice in the same section"))
    }

    @Test("ampersands and stars within texts are no aliases")
    func harmlessMarks() throws {
        let yaml = "data: {file: {train: a*b&c, target: 'x & *y'}}\nmodel: {kind: linear_regression}\n"
        #expect(try configuration(yaml)[Schema.Data.File.target] == "x & *y")
    }

    @Test("aliases of aliases are refused before they multiply", .timeLimit(.minutes(1)))
    func aliasBomb() {
        var lines = ["a0: &a0 [x, x]"]
        for i in 1..<60 { lines.append("a\(i): &a\(i) [*a\(i - 1), *a\(i - 1), *a\(i - 1)]") }
        // A key, since Yams hashes keys, and a hash visits every copy.
        lines.append("? *a59\n: 1")
        #expect(message(lines.joined(separator: "\n")).hasPrefix("a.yaml:1:5: a0: anchors (&) and aliases (*)"))
    }

    @Test(
        "deep nesting is refused",
        arguments: [
            "x: " + String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
            String(repeating: "[", count: 999) + String(repeating: "]", count: 999),
            String(repeating: "[", count: 500_000), String(repeating: "{a: ", count: 200_000),
            String(repeating: "- ", count: 500_000), String(repeating: "? ", count: 500_000),
        ])
    func deepNesting(yaml: String) {
        #expect(message(yaml).hasSuffix(": nested deeper than 64 levels"))
    }

    @Test("what is found is shortened, and breaks no line and no terminal")
    func longAndOddTexts() {
        let long = message(smallest + "seed: \(String(repeating: "x", count: 5000))")
        #expect(long.hasPrefix("a.yaml:3:7: seed: found xxx"))
        #expect(long.unicodeScalars.count < 200)
        #expect(
            message(smallest + "seed: \"a\\nb\\e[31m\\u202E\"")
                == "a.yaml:3:7: seed: found the text \"a\\nb\\u{1b}[31m\\u{202e}\", "
                + "expected a whole number from 0 to 9_223_372_036_854_775_807")
        #expect(message(smallest + "\"a\\nb\": 1").hasPrefix("a.yaml:3:1: a\\nb: unknown key"))
    }

    @Test("a byte order mark and line ends of Windows do no harm")
    func windowsFiles() throws {
        let windows = "\u{FEFF}" + smallest.replacing("\n", with: "\r\n")
        #expect(try configuration(windows) == configuration(smallest))
        #expect(message(windows + "seed: x").hasPrefix("a.yaml:3:7: seed: found x"))
        #expect(message("\u{FEFF}seed: x\r\nseed: y").hasPrefix("a.yaml:2:1: seed: given twice"))
    }
}
