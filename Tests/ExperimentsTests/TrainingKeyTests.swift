import Experiments
import Testing

@Suite("Keys of training")
struct TrainingKeyTests {
    typealias EarlyStopping = Schema.Training.EarlyStopping

    @Test("there are no penalties by default")
    func penalties() throws {
        let run = try configuration(smallest)
        #expect(run[Schema.Training.l2] == 0 && run[Schema.Training.l1] == 0)
        let given = try configuration(smallest, ["training={l2: 1e-3, l1: 2}"])
        #expect(given[Schema.Training.l2] == 1e-3 && given[Schema.Training.l1] == 2)
    }

    @Test("classes count alike, in balance or by name")
    func classWeight() throws {
        let classes = smallest.replacing("linear", with: "softmax").replacing(
            "{synthetic: }", with: "{synthetic: {kind: clusters}}")
        let key = Schema.Training.classWeight
        #expect(try configuration(smallest)[key] == .uniform && configuration(classes)[key] == .uniform)
        #expect(try configuration(classes, ["training.class_weight=balanced"])[key] == .balanced)
        for given in [
            ["training.class_weight={a: 2, \"x, y\": 0.5}"],
            ["training.class_weight.a=2", "training.class_weight={a: 2, \"x, y\": 0.5}"],
        ] {
            let run = try configuration(classes, given)
            guard case .given(let weights) = run[key] else { return _ = Issue.record("\(run[key])") }
            #expect(weights.map(\.name) == ["a", "x, y"] && weights.map(\.factor) == [2, 0.5])
            #expect(run.yaml().contains("class_weight: {a: 2, \"x, y\": 0.5}\n"))
            #expect(try Configuration(yaml: run.yaml(), file: "b.yaml") == run)
        }
        let expected = "expected none, balanced or a number of at least 0 for each class, such as {cat: 2, dog: 0.5}"
        for (value, found) in [
            ("even", "found even, \(expected)"), ("2", "found 2, \(expected)"), ("[1, 2]", "found a list, \(expected)"),
            ("{}", "found an empty section, \(expected)"),
            ("{a: 0, b: 0}", "found zeros alone, expected a number above 0"),
            ("{a: -1}", "found -1 for class a, expected a number of at least 0"),
            ("{a: many}", "found many for class a, expected a number of at least 0"),
        ] {
            let text = message(classes, ["training.class_weight=\(value)"])
            #expect(text.hasSuffix("training.class_weight: \(found)"), "\(text)")
        }
        let regression = message(smallest, ["training.class_weight={a: 2}"])
        #expect(regression.contains("found {a: 2}, expected none, since the model predicts a number"), "\(regression)")
    }

    @Test("without its section there is no early stopping")
    func absent() throws {
        let run = try configuration(smallest + "training: {epochs: 2}")
        #expect(!run.has(EarlyStopping.section) && !run.has(EarlyStopping.patience))
        #expect(!run.yaml().contains("early_stopping"))
    }

    @Test(
        "its section alone means its defaults",
        arguments: ["training.early_stopping={}", "training.early_stopping=", "training={early_stopping: }"])
    func empty(override: String) throws {
        let run = try configuration(smallest, [override])
        #expect(run.has(EarlyStopping.section) && run.has(EarlyStopping.patience))
        #expect(run[EarlyStopping.patience] == 3 && run[EarlyStopping.minimumImprovement] == 0)
        #expect(try run != configuration(smallest))
        #expect(
            run.yaml().contains("\n  early_stopping:\n    metric: loss\n    patience: 3\n    minimum_improvement: 0\n"))
    }

    @Test("one key in a flag makes its section")
    func flag() throws {
        let run = try configuration(smallest, ["training.early_stopping.patience=2"])
        #expect(run[EarlyStopping.patience] == 2 && run[EarlyStopping.minimumImprovement] == 0)
    }

    @Test("early stopping takes validation rows of either source")
    func validationRows() throws {
        let given = ["training.early_stopping.minimum_improvement=1e-3", "data.file.validation=v.csv"]
        let run = try configuration(smallestFile, given)
        #expect(run[Schema.Data.validationFraction] == 0 && run[EarlyStopping.minimumImprovement] == 1e-3)
        #expect(throws: Never.self) { try configuration(smallestFile, ["training.early_stopping={}"]) }
    }

    @Test(
        "ranges",
        arguments: Mistake.ranges(
            "training.l2", in: smallest, inside: ["0", "1e9"], outside: ["-0.1": "a number of at least 0"])
            + Mistake.ranges(
                "training.l1", in: smallest, inside: ["0", "1e9"], outside: ["-0.1": "a number of at least 0"])
            + Mistake.ranges(
                "training.early_stopping.patience", in: smallest, inside: ["1", "1_000_000"],
                outside: [
                    "0": "a whole number of at least 1", "1_000_001": "a whole number of at most 1_000_000",
                    "x": "a whole number from 1 to 1_000_000",
                ])
            + Mistake.ranges(
                "training.early_stopping.minimum_improvement", in: smallest, inside: ["0", "0.5"],
                outside: ["-0.1": "a number of at least 0"])
            + Mistake.ranges("training.early_stopping", in: smallest, inside: [], outside: ["3": "a section"]))
    func range(_ example: Mistake) {
        example.check()
    }
}
