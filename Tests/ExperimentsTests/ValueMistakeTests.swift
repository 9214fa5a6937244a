import Experiments
import Testing

@Suite("Values that a key does not accept")
struct ValueMistakeTests {
    static let integers: [Mistake] = [
        "-3": "a whole number of at least 1", "0": "a whole number of at least 1",
        "2_147_483_649": "a whole number of at most 2_147_483_648",
    ].map {
        Mistake(
            line: "training: {batch_size: \($0)}",
            "a.yaml:3:24: training.batch_size: found \($0), expected \($1)")
    }

    static let notIntegers: [Mistake] = [
        "1.5", "1e3", "0x10", "0o17", "017", "1__0", "_1", "1_", "12rows", "99999999999999999999", "+", "true", "１２",
    ].map {
        Mistake(line: "training: {epochs: \($0)}", "a.yaml:3:20: training.epochs: found \($0), \(wholeNumber)")
    }

    static let wholeNumber = "expected a whole number from 1 to 1_000_000"

    static let shapes: [Mistake] = [
        Mistake(
            line: "training: {epochs: \"12\"}",
            "a.yaml:3:20: training.epochs: found the text \"12\", \(wholeNumber)"),
        Mistake(line: "training: {epochs: \"\"}", "a.yaml:3:20: training.epochs: found an empty text, \(wholeNumber)"),
        Mistake(line: "training: {epochs: ~}", "a.yaml:3:12: training.epochs: found nothing, \(wholeNumber)"),
        Mistake(line: "training:\n  epochs:\n", "a.yaml:4:3: training.epochs: found nothing, \(wholeNumber)"),
        Mistake(line: "training: {epochs: [1]}", "a.yaml:3:20: training.epochs: found a list, \(wholeNumber)"),
        Mistake(line: "training: {epochs: {a: 1}}", "a.yaml:3:20: training.epochs: found a section, \(wholeNumber)"),
        Mistake(line: "training: [3]", "a.yaml:3:11: training: found a list, expected a section"),
        Mistake(line: "training: 3", "a.yaml:3:11: training: found 3, expected a section"),
        Mistake(line: "name: null", "a.yaml:3:1: name: found nothing, expected \(name)"),
    ]

    static let name = "a name of at most 200 letters, digits, '.', '_' and '-' that does not start with '.' or '-'"

    static let texts: [Mistake] =
        ["../up", "a/b", ".hidden", "-rf", "a b", "é", String(repeating: "x", count: 201)].map {
            let shown = $0.count > 60 ? $0.prefix(59) + "…" : $0[...]
            return Mistake(line: "name: \($0)", "a.yaml:3:7: name: found \(shown), expected \(name)")
        } + [
            Mistake(line: "name: ''", "a.yaml:3:7: name: found an empty text, expected \(name)"),
            Mistake(
                line: "output: {directory: 'runs/{nmae}'}",
                "a.yaml:3:21: output.directory: found the text \"runs/{nmae}\", "
                    + "expected a directory, in which {name} is the only placeholder"),
            Mistake(
                line: "output: {directory: 'runs/{name'}",
                "a.yaml:3:21: output.directory: found the text \"runs/{name\", "
                    + "expected a directory, in which {name} is the only placeholder"),
        ]

    static let notNumbers: [Mistake] = [
        "abc", ".nan", ".inf", "nan", "inf", "1e999", "0x1p3", "1.2.3", "1e", ".", "01.5",
    ].map {
        Mistake(
            line: "optimizer: {learning_rate: \($0)}",
            "a.yaml:3:28: optimizer.learning_rate: found \($0), expected auto or a number above 0")
    }

    static let numbers: [Mistake] = [
        Mistake(
            line: "optimizer: {learning_rate: 0}",
            "a.yaml:3:28: optimizer.learning_rate: found 0, expected auto or a number above 0"),
        Mistake(
            synthetic: "noise: -0.1",
            "a.yaml:3:12: data.synthetic.noise: found -0.1, expected a number of at least 0"),
        Mistake(
            set: "data.validation_fraction=1",
            "--set data.validation_fraction=1: data.validation_fraction: found 1, "
                + "expected a number of at least 0 and below 1"),
        Mistake(synthetic: "bias: x", "a.yaml:3:11: data.synthetic.bias: found x, expected a number"),
    ]

    static let choices: [Mistake] = [
        Mistake(
            line: "optimizer: {kind: adma}",
            "a.yaml:3:19: optimizer.kind: found adma, "
                + "expected one of sgd, adagrad, adam, adamw, exact, newton or lbfgs"),
        Mistake(line: "machine: {numa: yes}", "a.yaml:3:17: machine.numa: found yes, expected auto or off"),
        Mistake(
            line: "machine: {instruction_set: sse}",
            "a.yaml:3:28: machine.instruction_set: found sse, expected one of auto, avx2, avx512 or neon"),
        Mistake(
            line: "machine: {workers: all}",
            "a.yaml:3:20: machine.workers: found all, expected auto or a whole number from 1 to 4096"),
        Mistake(
            line: "training: {shards: 0}",
            "a.yaml:3:20: training.shards: found 0, expected auto or a whole number of at least 1"),
    ]

    static let lists: [Mistake] = [
        Mistake(
            synthetic: "weights: 3",
            "a.yaml:3:14: data.synthetic.weights: found 3, expected a list of numbers, such as [2, -3.4]"),
        Mistake(
            synthetic: "weights: []",
            "a.yaml:3:14: data.synthetic.weights: found an empty list, expected a list of numbers, such as [2, -3.4]"),
        Mistake(
            synthetic: "weights: [1, x]",
            "a.yaml:3:18: data.synthetic.weights: found x as item 2, expected a number"),
        Mistake(
            synthetic: "weights: [1, '2']",
            "a.yaml:3:18: data.synthetic.weights: found the text \"2\" as item 2, expected a number"),
    ]

    @Test("is told with what was expected", arguments: integers + notIntegers + shapes + texts)
    func mistake(_ mistake: Mistake) {
        #expect(message(mistake.yaml, mistake.overrides) == mistake.message)
    }

    @Test("is told with what was expected", arguments: notNumbers + numbers + choices + lists)
    func numberMistake(_ mistake: Mistake) {
        #expect(message(mistake.yaml, mistake.overrides) == mistake.message)
    }

    @Test("booleans are true or false, not yes and no", arguments: ["true", "false", "yes", "on", "True", "1"])
    func booleans(word: String) throws {
        let place = ConfigurationError.Location.set("key=\(word)")
        let read = { (isQuoted: Bool) throws(ConfigurationError) in
            try Schema.ValueType.boolean.setting(
                of: .scalar(word, isQuoted: isQuoted, place), at: place, path: "key")
        }
        if word == "true" || word == "false" {
            #expect(try read(false) == .boolean(word == "true"))
        } else {
            let error = #expect(throws: ConfigurationError.self) { try read(false) }
            #expect(error?.description == "--set key=\(word): key: found \(word), expected true or false")
        }
        #expect(throws: ConfigurationError.self) { try read(true) }
    }
}
