import Experiments
import TestSupport
import Testing

@Suite("Writing a configuration")
struct WritingTests {
    @Test("the resolved file is short and in the table's order")
    func resolved() throws {
        let run = try configuration(
            "model: {kind: linear_regression}\nseed: 12345\ndata: {synthetic: {weights: [2, -3.4], bias: 4.2}}",
            ["name=no", "machine.numa=off"])
        #expect(
            run.yaml() == """
                name: "no"
                seed: 12_345

                data:
                  synthetic:
                    kind: regression
                    rows: 1_000_000
                    features: 2
                    noise: 0.01
                    weights: [2, -3.4]
                    bias: 4.2
                    streamed: false
                  validation_fraction: 0.1
                  test_fraction: 0
                  held_out: random
                  stratify: false
                  scale: none
                  scale_target: none
                  storage: auto
                  order: rows

                model:
                  kind: linear_regression
                  initial_bias: zero
                  loss: squared

                training:
                  epochs: 3
                  batch_size: 256
                  shards: auto
                  class_weight: none
                  decision_threshold: none
                  l2: 0
                  l1: 0
                  averaging: none

                optimizer:
                  kind: adam
                  learning_rate: auto
                  beta1: 0.9
                  beta2: 0.999
                  epsilon: 1e-08
                  weight_decay: 0

                machine:
                  workers: auto
                  numa: off
                  instruction_set: auto

                output:
                  directory: runs/{name}

                """)
    }

    @Test("what is written reads back the same", arguments: 0..<300 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var numbers = SplitMix(state: seed)
        let run = try seed.isMultiple(of: 2) ? randomSynthetic(&numbers) : randomFile(&numbers)
        let again = try Configuration(yaml: run.yaml(), file: "elsewhere/b.yaml")
        #expect(again == run)
        #expect(again.yaml() == run.yaml())
        if run.has(Schema.Data.File.section) {
            // Strings are equal where they only look the same; a column's name must be the same to the bit.
            let (a, b) = (run[Schema.Data.File.target], again[Schema.Data.File.target])
            #expect(a.unicodeScalars.elementsEqual(b.unicodeScalars))
        }
    }

    private func randomSynthetic(_ numbers: inout SplitMix) throws -> Configuration {
        var run = try configuration(smallest)
        fillCommon(&run, &numbers)
        run[Schema.Data.Synthetic.rows] = Int.random(in: 1...(1 << 31), using: &numbers)
        run[Schema.Data.Synthetic.features] = Int.random(in: 1...5, using: &numbers)
        run[Schema.Data.Synthetic.noise] = anyNumber(&numbers).magnitude
        run[Schema.Data.Synthetic.bias] = Bool.random(using: &numbers) ? anyNumber(&numbers) : nil
        if Bool.random(using: &numbers) {
            let features = run[Schema.Data.Synthetic.features]
            run[Schema.Data.Synthetic.weights] = (0..<features).map { _ in anyNumber(&numbers) }
        }
        run[Schema.Data.validationFraction] = Double.random(in: 0..<1, using: &numbers)
        return run
    }

    private func randomFile(_ numbers: inout SplitMix) throws -> Configuration {
        var run = try configuration(smallestFile)
        fillCommon(&run, &numbers)
        // Paths are absolute and standardised once they are read.
        let name = anyText(&numbers).replacing("/", with: "").replacing(".", with: "")
        run[Schema.Data.File.train] = "/data/\(name)x.csv"
        run[Schema.Data.File.target] = anyText(&numbers)
        run[Schema.Data.File.CSV.categorical] =
            Bool.random(using: &numbers) ? [anyText(&numbers), anyText(&numbers)] : nil
        run[Schema.Data.File.test] = Bool.random(using: &numbers) ? "/test.csv" : nil
        if Bool.random(using: &numbers) {
            run[Schema.Data.File.validation] = "/v.csv"
            run[Schema.Data.validationFraction] = 0
        }
        return run
    }

    private func fillCommon(_ run: inout Configuration, _ numbers: inout SplitMix) {
        run[Schema.name] = ["run", "12", "null", "1e3", "a-b.c_d", "true", "_"].randomElement(using: &numbers) ?? "run"
        run[Schema.seed] = Int.random(in: 0...Int.max, using: &numbers)
        run[Schema.Training.epochs] = Int.random(in: 1...1_000_000, using: &numbers)
        let shards = Int.random(in: 0...64, using: &numbers)
        run[Schema.Training.shards] = shards == 0 ? .auto : .count(shards)
        run[Schema.Optimizer.learningRate] =
            Bool.random(using: &numbers) ? .auto : .number(max(anyNumber(&numbers).magnitude, 1e-40))
        run[Schema.Machine.numa] = Schema.NUMAMode.allCases.randomElement(using: &numbers) ?? .auto
        let sets = Schema.InstructionSetChoice.allCases
        run[Schema.Machine.instructionSet] = sets.randomElement(using: &numbers) ?? .auto
        let directory = anyText(&numbers).filter { $0 != "{" && $0 != "}" }
        run[Schema.Output.directory] =
            directory + (["/x", "/{name}", "{name}{name}"].randomElement(using: &numbers) ?? "")
    }

    /// Any finite number in single precision, by its bits, or a plain one.
    private func anyNumber(_ numbers: inout SplitMix) -> Double {
        let plain: Double = [0.0, -0.0, 1, -3.4, 1e16, 0.1, 100_000].randomElement(using: &numbers) ?? 0
        let number = Double(Float(bitPattern: UInt32(truncatingIfNeeded: numbers.next())))
        return Bool.random(using: &numbers) || !number.isFinite ? plain : number
    }

    /// Any text that a key accepts, with a taste for what YAML finds special.
    private func anyText(_ numbers: inout SplitMix) -> String {
        let special: [Unicode.Scalar] = [
            "\"", "'", "\\", "#", ":", "-", "?", "*", "&", "!", "|", ">", "%", "@", "`", "[", "]", ",", " ", "\t", "\n",
            "\r",
            "\u{85}", "\u{2028}", "\u{FEFF}", "\u{FFFE}", "\u{7F}", "\u{1}", "\u{E000}", "é", "e", "\u{301}", "😀", "~",
            "0",
        ]
        var text = String.UnicodeScalarView()
        for _ in 0...Int.random(in: 0...12, using: &numbers) {
            let any = Unicode.Scalar(UInt32.random(in: 1...0x10FFFF, using: &numbers)) ?? "x"
            text.append(Bool.random(using: &numbers) ? any : special.randomElement(using: &numbers) ?? "x")
        }
        return text.first == "\u{FEFF}" ? "x" : String(text)
    }
}
