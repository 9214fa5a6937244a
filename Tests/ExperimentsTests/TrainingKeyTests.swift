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
        #expect(run.yaml().contains("\n  early_stopping:\n    patience: 3\n    minimum_improvement: 0\n"))
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
