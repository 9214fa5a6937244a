import Experiments
import Testing

@Suite("The commented defaults")
struct DefaultsTests {
    private static let defaults = Configuration.defaultsYAML()

    @Test("are a configuration, and hold the defaults")
    func meaning() throws {
        #expect(try configuration(Self.defaults) == configuration(smallest))
    }

    @Test("show every key once, with what it means, in short lines")
    func lines() {
        let lines = Self.defaults.split(separator: "\n")
        let long = lines.filter { $0.count > 120 }
        #expect(long.isEmpty)
        for key in Schema.keys {
            let name = key.path.split(separator: ".").last ?? ""
            let shown = lines.filter { line in
                line.hasSuffix(" \(key.documentation)") && line.drop { $0 == " " || $0 == "#" }.hasPrefix("\(name): ")
            }
            #expect(shown.count == 1, "\(key.path)")
        }
    }

    @Test("with rows from a file, once the marks of one section are moved to the other")
    func file() throws {
        let lines = Self.defaults.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            if line.hasPrefix("  synthetic:") || line.hasPrefix("    ") { return "# \(line)" }
            return line.hasPrefix("  # file:") || line.hasPrefix("  #   ") ? "  \(line.dropFirst(4))" : String(line)
        }
        let data = lines.prefix { !$0.hasPrefix("training:") }.joined(separator: "\n")
        let run = try configuration(data)
        #expect(try run == configuration(smallestFile, ["data.file.target=y"]))
        #expect(run[Schema.Data.File.validation] == nil)
    }

    @Test("for a network, once its keys' marks are removed")
    func network() throws {
        let text = edited(
            "kind: linear_regression ->kind: mlp", "# hidden:->hidden:", "# activation:->activation:",
            "# initialization:->initialization:")
        #expect(try configuration(text) == configuration(smallest, ["model.kind=mlp", "model.hidden=[256]"]))
    }

    @Test("for classes")
    func classes() throws {
        let text = edited(
            "kind: regression ->kind: clusters", "# classes:->classes:", "noise: 0.01->noise: 1",
            "kind: linear_regression ->kind: softmax_regression", "loss: squared->loss: cross_entropy")
        let given = ["data.synthetic.kind=clusters", "model.kind=softmax_regression"]
        #expect(try configuration(text) == configuration(smallest, given))
    }

    @Test("for another loss and another optimizer")
    func descent() throws {
        let text = edited(
            "loss: squared->loss: huber", "# huber_delta:->huber_delta:", "kind: adam->kind: sgd",
            "# momentum:->momentum:", "# nesterov:->nesterov:", "  beta1:->#  beta1:", "  beta2:->#  beta2:",
            "  epsilon:->#  epsilon:")
        #expect(try configuration(text) == configuration(smallest, ["model.loss=huber", "optimizer.kind=sgd"]))
    }

    @Test("with sections that are there only on request")
    func sections() throws {
        let text = edited(
            "# early_stopping:->early_stopping:", "#   patience:->  patience:",
            "#   minimum_improvement:->  minimum_improvement:", "# schedule:->schedule:",
            "#   kind: cosine->  kind: step", "#   warmup_steps:->  warmup_steps:",
            "# checkpoint:->checkpoint:", "#   every_seconds:->  every_seconds:", "#   keep:->  keep:",
            "#   # every_steps: 1000          # for->  every_steps: 1000          # for", "#   # factor:->  factor:")
        let schedule = "optimizer.schedule={kind: step, every_steps: 1000}"
        #expect(
            try configuration(text)
                == configuration(smallest, ["training.early_stopping={}", "training.checkpoint={}", schedule]))
    }

    /// The defaults with texts replaced, each `old->new`; every old text is there exactly once.
    private func edited(_ edits: String...) -> String {
        edits.reduce(into: Self.defaults) { text, edit in
            let parts = edit.split(separator: "->")
            #expect(text.ranges(of: parts[0]).count == 1, "\(parts[0])")
            text = text.replacing(parts[0], with: parts[1])
        }
    }
}
