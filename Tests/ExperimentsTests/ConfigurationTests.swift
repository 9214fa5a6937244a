import Experiments
import Models
import Optimizers
import Testing

@Suite("Values of a configuration")
struct ConfigurationTests {
    @Test("what is not given has its default")
    func defaults() throws {
        let run = try configuration(smallest + "training:\nmachine: {}")
        #expect(run[Schema.name] == "run")
        #expect(run[Schema.seed] == 42)
        #expect(run[Schema.Data.Synthetic.kind] == .regression)
        #expect(run[Schema.Data.Synthetic.rows] == 1_000_000)
        #expect(run[Schema.Data.Synthetic.features] == 256)
        #expect(run[Schema.Data.Synthetic.noise] == 0.01)
        #expect(run[Schema.Data.Synthetic.weights] == nil)
        #expect(run[Schema.Data.Synthetic.bias] == nil)
        #expect(run[Schema.Data.validationFraction] == 0.1)
        #expect(run[Schema.Model.kind] == .linearRegression)
        #expect(run[Schema.Training.epochs] == 3)
        #expect(run[Schema.Training.batchSize] == 256)
        #expect(run[Schema.Training.shards] == .auto)
        #expect(run[Schema.Optimizer.kind] == .adam)
        #expect(run[Schema.Optimizer.learningRate] == .auto)
        #expect(run[Schema.Machine.workers] == .auto)
        #expect(run[Schema.Machine.numa] == .auto)
        #expect(run[Schema.Machine.instructionSet] == .auto)
        #expect(run[Schema.Output.directory] == "runs/{name}")
        #expect(run.has(Schema.Data.Synthetic.section) && !run.has(Schema.Data.File.section))
        #expect(!run.isGiven(Schema.seed) && run.isGiven(Schema.Model.kind))
    }

    @Test(
        "whole numbers",
        arguments: [
            ("1_000_000", 1_000_000), ("+7", 7), ("0", 0), ("-0", 0), ("9_223_372_036_854_775_807", Int.max),
        ])
    func integers(text: String, value: Int) throws {
        #expect(try configuration(smallest + "seed: \(text)")[Schema.seed] == value)
    }

    @Test(
        "numbers",
        arguments: [
            ("1e-3", 1e-3), (".5", 0.5), ("1_000.5", 1000.5), ("5.", 5), ("-3", -3), ("+2.5E+3", 2500), ("1e-03", 1e-3),
            ("0", 0), ("3.4028234663852886e38", Double(Float.greatestFiniteMagnitude)),
        ] as [(String, Double)])
    func numbers(text: String, value: Double) throws {
        let run = try configuration(smallest, ["data.synthetic.bias=\(text)"])
        #expect(run[Schema.Data.Synthetic.bias] == value)
    }

    @Test(
        "numbers that single precision cannot hold",
        arguments: [
            ("data.synthetic.bias", "1e39", "a number in single precision"),
            ("optimizer.learning_rate", "1e-50", "auto or a number above 0 in single precision"),
            ("optimizer.beta1", "0.9999999999", "a number of at least 0 and below 1 in single precision"),
        ])
    func numbersBeyondSinglePrecision(key: String, text: String, expected: String) {
        #expect {
            try configuration(smallest, ["\(key)=\(text)"])
        } throws: { error in
            "\(error)".hasSuffix("\(key): found \(text), expected \(expected)")
        }
    }

    @Test("numbers are fine as text")
    func numbersAsText() throws {
        let run = try configuration(smallestFile, ["name=12", "data.file.target=true"])
        #expect(run[Schema.name] == "12")
        #expect(run[Schema.Data.File.target] == "true")
    }

    @Test("weights tell the number of features")
    func weights() throws {
        let run = try configuration(smallest, ["data.synthetic.weights=[1, 2, 3]"])
        #expect(run[Schema.Data.Synthetic.features] == 3)
        let agreed = try configuration(smallest, ["data.synthetic.weights=[1, 2]", "data.synthetic.features=2"])
        #expect(agreed[Schema.Data.Synthetic.features] == 2)
    }

    @Test("no rows are held out where there is a validation file")
    func validationFile() throws {
        let run = try configuration(smallestFile, ["data.file.validation=v.csv"])
        #expect(run[Schema.Data.validationFraction] == 0)
        let given = try configuration(smallestFile, ["data.file.validation=v.csv", "data.validation_fraction=0"])
        #expect(given == run)
    }

    @Test("a value can be filled in later")
    func filledIn() throws {
        var run = try configuration(smallest)
        run[Schema.Training.shards] = .count(4)
        #expect(run[Schema.Training.shards] == .count(4))
        #expect(try run != configuration(smallest))
        #expect(try run == configuration(smallest + "training: {shards: 4}"))
    }

    @Test("later checks can point at a key, its section or the file")
    func places() throws {
        let run = try configuration(smallest + "training:\n  epochs: 3\n")
        let errors = [
            run.error(at: Schema.Training.epochs, found: "3", expected: "4"),
            run.error(at: Schema.Training.shards, found: "a", expected: "b"),
            run.error(at: Schema.Machine.workers, found: "a", expected: "b"),
        ]
        #expect(
            errors.map(\.description) == [
                "a.yaml:4:11: training.epochs: found 3, expected 4",
                "a.yaml:4:3: training.shards: found a, expected b",
                "a.yaml: machine.workers: found a, expected b",
            ])
    }

    @Test("every key of the table lies in a known section")
    func table() {
        let sections = Schema.sections.map(\.path)
        for key in Schema.keys where key.path.contains(".") {
            let parent = key.path.split(separator: ".").dropLast().joined(separator: ".")
            #expect(sections.contains(parent), "\(key.path)")
        }
        #expect(Set(Schema.keys.map(\.path)).count == Schema.keys.count)
    }
}
