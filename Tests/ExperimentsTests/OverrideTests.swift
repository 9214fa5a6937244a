import Experiments
import Testing

@Suite("--set")
struct OverrideTests {
    @Test("wins over the file, and a later one over an earlier")
    func precedence() throws {
        let yaml = smallest + "training: {epochs: 5, batch_size: 128}"
        let set = try configuration(yaml, ["training.epochs=6", "training.epochs=7", "machine.numa=off", "seed=1_0"])
        #expect(set[Schema.Training.epochs] == 7)
        #expect(set[Schema.Training.batchSize] == 128)
        #expect(set[Schema.Machine.numa] == .off)
        #expect(set[Schema.seed] == 10)
        #expect(set.location(of: Schema.Training.epochs) == .set("training.epochs=7"))
        #expect(set.location(of: Schema.Training.batchSize) == .position(file: "a.yaml", line: 3, column: 35))
    }

    @Test("takes lists and sections, which replace what was there")
    func collections() throws {
        let weights = try configuration(smallest, ["data.synthetic.weights=[2, -3.4]"])
        #expect(weights[Schema.Data.Synthetic.weights] == [2, -3.4])
        #expect(weights[Schema.Data.Synthetic.features] == 2)
        let file = try configuration(smallest, ["data={file: {train: /t.csv, target: y}}"])
        #expect(file.has(Schema.Data.File.section) && !file.has(Schema.Data.Synthetic.section))
        let section = try configuration(smallest + "training: {epochs: 5}", ["training={batch_size: 2}"])
        #expect(section[Schema.Training.epochs] == 3)
        #expect(section[Schema.Training.batchSize] == 2)
    }

    @Test("keeps everything behind the first '='")
    func equalsSigns() throws {
        #expect(try configuration(smallestFile, ["data.file.target=a=b"])[Schema.Data.File.target] == "a=b")
    }

    static let mistakes: [Mistake] = [
        Mistake(
            set: "training.batch_size=-3",
            "--set training.batch_size=-3: training.batch_size: found -3, expected a whole number of at least 1"),
        Mistake(
            set: "training.epochs=",
            "--set training.epochs=: training.epochs: found nothing, expected a whole number from 1 to 1_000_000"),
        Mistake(set: "training.epochs", "--set training.epochs: found no '=', expected key.path=value"),
        Mistake(set: "=3", "--set =3: found an empty key, expected key.path=value"),
        Mistake(set: "training..epochs=3", "--set training..epochs=3: found an empty key, expected key.path=value"),
        Mistake(set: "training.=3", "--set training.=3: found an empty key, expected key.path=value"),
        Mistake(
            set: "seed.x=3", "--set seed.x=3: seed: found 42, expected a section", in: smallest + "seed: 42"),
        Mistake(
            set: "seed.x=3", "--set seed.x=3: seed: found a list, expected a section", in: smallest + "seed: [1]"),
        Mistake(
            set: "training.bacth_size=3",
            "--set training.bacth_size=3: training.bacth_size: unknown key; did you mean batch_size?"),
        Mistake(
            set: "data.synthetic.weights=[1, 2",
            "--set data.synthetic.weights=[1, 2: expected ',' or ']' in the list that begins on line 1"),
        Mistake(
            set: "training={epochs: 1, epochs: 2}",
            "--set training={epochs: 1, epochs: 2}: epochs: given twice in the same section"),
        Mistake(
            set: "name=\(String(repeating: "x", count: 30)) \(String(repeating: "y", count: 100))\n",
            "--set name=\(String(repeating: "x", count: 30)) \(String(repeating: "y", count: 23))…: "
                + "name: found \(String(repeating: "x", count: 30)) \(String(repeating: "y", count: 28))…, "
                + "expected \(ValueMistakeTests.name)"),
    ]

    @Test("mistakes are told with the flag", arguments: mistakes)
    func mistake(_ mistake: Mistake) {
        #expect(message(mistake.yaml, mistake.overrides) == mistake.message)
    }
}
