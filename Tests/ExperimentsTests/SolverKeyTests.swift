import Experiments
import Optimizers
import Testing
import Training

@Suite("Solvers in a configuration")
struct SolverKeyTests {
    typealias Keys = Schema.Training

    @Test("have iterations and a tolerance where nothing is given, and what is given otherwise")
    func defaults() throws {
        let plain = try configuration(smallest, ["optimizer.kind=lbfgs"])
        #expect(plain[Keys.epochs] == 1000 && plain[Keys.tolerance] == 1e-6)
        #expect(plain.solver?.kind == .lbfgs && plain.solver?.l2 == 0)
        #expect(!plain.has(Schema.Optimizer.learningRate) && !plain.has(Schema.Optimizer.gradientClipNorm))
        let given = try configuration(
            smallest, ["optimizer.kind=newton", "training.epochs=7", "training.tolerance=1e-3", "training.l2=0.5"])
        #expect(given[Keys.epochs] == 7 && given.solver?.tolerance == 1e-3 && given.solver?.l2 == 0.5)
        #expect(try configuration(smallest).solver == nil)
        #expect(try configuration(smallest)[Keys.tolerance] == nil)
    }

    @Test("resolve to a configuration that means the same")
    func resolved() throws {
        let run = try configuration(smallest, ["optimizer.kind=exact"])
        #expect(try configuration(run.yaml()).yaml() == run.yaml())
    }

    @Test(
        "are refused where they cannot be used, with what can be",
        arguments: [
            (["optimizer.kind=exact", "model.loss=huber"], "model.loss is huber", "newton, or lbfgs"),
            (["optimizer.kind=newton", "model.loss=absolute"], "model.loss is absolute", "an update rule"),
            (
                ["optimizer.kind=newton", "model={kind: mlp, hidden: [3]}"], "model.kind is mlp",
                "lbfgs, or an update rule"
            ),
            (
                ["optimizer.kind=lbfgs", "model={kind: mlp, hidden: [3], dropout: 0.5}"], "model.dropout is above 0",
                "an update rule"
            ),
            (["optimizer.kind=newton", "training.l1=0.1"], "training.l1 is above 0", "lbfgs, or an update rule"),
            (["training.tolerance=0.1"], "optimizer.kind is adam", "a solver"),
            (
                ["optimizer.kind=lbfgs", "optimizer.schedule={kind: cosine}"], "optimizer.kind is lbfgs",
                "no optimizer.schedule"
            ),
            (["optimizer.kind=lbfgs", "optimizer.learning_rate=0.1"], "optimizer.kind is lbfgs", ""),
            (["optimizer.kind=lbfgs", "training.tolerance=0"], "0", ""),
        ])
    func mistakes(overrides: [String], fact: String, expected: String) throws {
        let error = try #require(throws: ConfigurationError.self) { try configuration(smallest, overrides) }
        let text = "\(error)"
        #expect(text.contains(fact) && text.contains(expected), "\(text)")
    }

    @Test("that a flag chooses are told how to replace the section of a file that has other keys")
    func replacement() throws {
        let file = smallest + "optimizer: {kind: adam, beta1: 0.5}\n"
        let error = try #require(throws: ConfigurationError.self) { try configuration(file, ["optimizer.kind=lbfgs"]) }
        #expect("\(error)".hasSuffix("; --set \"optimizer={kind: lbfgs}\" replaces the whole section"), "\(error)")
        #expect(try configuration(file, ["optimizer={kind: lbfgs}"]).solver?.kind == .lbfgs)
    }
}
