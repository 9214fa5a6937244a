import Experiments
import KernelTable
import Measures
import Models
import Optimizers
import Testing
import Vocabulary

/// Every number that a term takes has a key beside the choice of the term.
@Suite("Keys of hyperparameters")
struct HyperparameterKeyTests {
    /// The names of the keys that a choice of `words` must have beside it.
    static func names<Word: Term>(_: Word.Type) -> Set<String> {
        Set(Word.allCases.flatMap { $0.hyperparameters.map(\.name) })
    }

    @Test(
        "each has one, in the section of its choice",
        arguments: [
            ("model", names(PointLoss.Kind.self)), ("optimizer", names(OptimizerKind.self)),
            ("optimizer.schedule", names(Schedule.Kind.self)), ("training", names(Averaging.Kind.self)),
            ("model", names(Activation.self)),
        ])
    func keys(section: String, names: Set<String>) {
        let paths = Schema.keys.map(\.path)
        for name in names { #expect(paths.count { $0 == "\(section).\(name)" } == 1, "\(section).\(name)") }
    }

    @Test("losses come back from their names and numbers", arguments: PointLoss.Kind.allCases)
    func losses(kind: PointLoss.Kind) throws {
        var values = HyperparameterValues(defaultsOf: kind)
        for hyperparameter in kind.hyperparameters { values[hyperparameter] = .number(0.75) }
        guard let loss = PointLoss(kind, values) else {
            #expect(kind == .crossEntropy)
            return
        }
        #expect(loss.kind == kind && loss.values == values)
        #expect(PointLoss(loss.kind, loss.values) == loss)
    }

    @Test("update rules and schedules are made of what a configuration gives")
    func rules() {
        func rule(_ kind: OptimizerKind) -> UpdateRule? { UpdateRule(kind, HyperparameterValues(defaultsOf: kind)) }
        #expect(rule(.sgd) == .sgd() && rule(.adagrad) == .adagrad() && rule(.adam) == .adam())
        #expect(rule(.adamW) == .adamW() && OptimizerKind.rules.count == 4)
        for solver in OptimizerKind.allCases where solver.solver != nil { #expect(rule(solver) == nil) }
        var values = HyperparameterValues(defaultsOf: Schedule.Kind.step)
        values[.everySteps] = .integer(7)
        #expect(Schedule(.step, values) == Schedule(.step(every: 7, factor: 0.1)))
        values = HyperparameterValues(defaultsOf: Schedule.Kind.cosine)
        values[.warmupSteps] = .integer(3)
        #expect(Schedule(.cosine, values) == Schedule(.cosine(), warmupSteps: 3))
        func schedule(_ kind: Schedule.Kind) -> Schedule {
            Schedule(kind, HyperparameterValues(defaultsOf: kind), metric: .mae)
        }
        func averaging(_ kind: Averaging.Kind) -> Averaging {
            Averaging(kind, HyperparameterValues(defaultsOf: kind))
        }
        #expect(Averaging.Kind.allCases.map(averaging) == [.none, .polyak, .ema(decay: 0.999)])
        #expect(schedule(.oneCycle) == Schedule(.oneCycle()))
        #expect(schedule(.plateau) == Schedule(.plateau(Plateau(metric: .mae))))
    }

    @Test("words that are in use are the same as ever")
    func words() {
        #expect(OptimizerKind.names == ["sgd", "adagrad", "adam", "adamw", "exact", "newton", "lbfgs"])
        #expect(
            Schedule.Kind.names == ["constant", "step", "inverse_sqrt", "cosine", "linear", "one_cycle", "plateau"])
        #expect(Activation.names == ["relu", "tanh", "sigmoid", "gelu"] && Initialization.names == ["xavier", "he"])
        #expect(Architecture.Kind.names == ["linear_regression", "logistic_regression", "softmax_regression", "mlp"])
        #expect(AutoOr<Initialization>.allCases.map(\.rawValue) == ["auto", "xavier", "he"])
        #expect(AutoOr<Initialization>(rawValue: "she") == nil)
    }
}
