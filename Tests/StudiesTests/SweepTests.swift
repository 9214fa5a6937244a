import Experiments
import Foundation
import Studies
import TestSupport
import Testing

private let smallest = "data: {synthetic: }\nmodel: {kind: linear_regression}\n"

@Suite("A sweep's trials")
struct SweepTests {
    private static func yaml(_ sweep: String, training: String = "{}") -> String {
        smallest + "training: \(training)\nsweep: \(sweep)\n"
    }

    private static func plan(_ sweep: String, training: String = "{}", seed: Int = 42) throws -> SweepPlan {
        try SweepPlan(yaml: yaml(sweep, training: training), file: "a.yaml", overrides: ["seed=\(seed)"])
    }

    @Test("of a grid are all combinations, the first key's value changing last")
    func grid() throws {
        let plan = try Self.plan(
            "{method: grid, parameters: {optimizer.learning_rate: [0.1, 1], l2: [0], batch_size: [8, 1_000_000, 64]}}")
        #expect(plan.space.names == ["learning_rate", "l2", "batch_size"])
        #expect(
            plan.trials.map(\.values) == [
                ["0.1", "0", "8"], ["0.1", "0", "1_000_000"], ["0.1", "0", "64"],
                ["1", "0", "8"], ["1", "0", "1_000_000"], ["1", "0", "64"],
            ])
        #expect(plan.trials.map(\.number) == [1, 2, 3, 4, 5, 6])
        #expect(plan.rounds.map(\.trialCount) == [6] && plan.rounds.map(\.epochCount) == [3])
        let configuration = try plan.configuration(of: plan.trials[4])
        #expect(configuration[Schema.Optimizer.learningRate] == .number(1))
        #expect(configuration[Schema.Training.batchSize] == 1_000_000)
    }

    @Test("bring the other defaults that a choice has")
    func choices() throws {
        let plan = try Self.plan("{method: grid, parameters: {optimizer.kind: [sgd, adamw]}}")
        let decays = try plan.trials.map { try plan.configuration(of: $0)[Schema.Optimizer.weightDecay] }
        #expect(decays == [0, 0.01])
    }

    @Test("are drawn from the ranges, differ, and depend on the seed alone")
    func random() throws {
        let sweep = """
            {trials: 200, parameters: {learning_rate: {log_uniform: [1e-4, 1]}, l2: {uniform: [0.25, 0.5]},
             batch_size: {uniform: [3, 9]}, kind: [sgd, adam]}}
            """.replacing("kind:", with: "optimizer.kind:")
        let plan = try Self.plan(sweep)
        let values = plan.trials.map(\.values)
        #expect(values.count == 200 && Set(values).count == 200)
        #expect(try Self.plan(sweep).trials.map(\.values) == values)
        #expect(try Self.plan(sweep, seed: 7).trials.map(\.values) != values)
        let rates = try values.map { try #require(Double($0[0])) }
        #expect(rates.allSatisfy { 1e-4 <= $0 && $0 <= 1 })
        // Each of the four decades gets about a quarter of the draws: within five standard deviations.
        for decade in 0..<4 {
            let low = [1e-4, 1e-3, 1e-2, 1e-1][decade]
            #expect(abs(rates.count { $0 >= low && $0 < 10 * low } - 50) < 31)
        }
        let penalties = try values.map { try #require(Double($0[1])) }
        #expect(penalties.allSatisfy { 0.25 <= $0 && $0 <= 0.5 })
        #expect(abs(penalties.reduce(0, +) / 200 - 0.375) < 0.03)
        #expect(Set(values.map { $0[2] }) == ["3", "4", "5", "6", "7", "8", "9"])
        #expect(abs(values.count { $0[3] == "sgd" } - 100) < 36)
    }

    @Test("are as many as there are, where there are few")
    func few() throws {
        let plan = try Self.plan(
            "{trials: 50, parameters: {optimizer.kind: [sgd], momentum: [0, 0.9], nesterov: [false]}}")
        #expect(Set(plan.trials.map(\.values)) == [["sgd", "0", "false"], ["sgd", "0.9", "false"]])
        #expect(plan.trials.count == 2 && plan.rounds[0].trialCount == 2)
    }

    @Test(
        "are halved in rounds, the last of all epochs",
        arguments: [
            (27, 27, 3, 1, [27, 9, 3, 1], [1, 3, 9, 27]), (20, 10, 3, 1, [20, 6, 2], [1, 3, 10]),
            (5, 100, 2, 1, [5, 2, 1], [25, 50, 100]), (100, 8, 2, 4, [100, 50], [4, 8]), (1, 9, 3, 1, [1], [9]),
            (2, 9, 3, 1, [2], [9]), (9, 2, 3, 1, [9], [2]),
        ])
    func halving(
        trials: Int, epochs: Int, reduction: Int, minimum: Int, trialCounts: [Int], epochCounts: [Int]
    ) throws {
        let plan = try Self.plan(
            """
            {method: halving, trials: \(trials), reduction: \(reduction), minimum_epochs: \(minimum),
             parameters: {l2: {uniform: [0, 1]}}}
            """, training: "{epochs: \(epochs)}")
        #expect(plan.rounds.map(\.trialCount) == trialCounts && plan.rounds.map(\.epochCount) == epochCounts)
        for round in plan.rounds {
            let configuration = try plan.configuration(of: plan.trials[0], in: round)
            #expect(configuration[Schema.Training.epochs] == round.epochCount)
        }
    }

    @Test("are no part of a single run")
    func singleRun() throws {
        let swept = try Configuration(yaml: Self.yaml("{parameters: {l2: [0, 1]}}"), file: "a.yaml")
        let plain = try Configuration(yaml: smallest, file: "a.yaml")
        #expect(Experiment(swept).digest == Experiment(plain).digest && swept.yaml() == plain.yaml())
    }

    /// What is expected of a section of keys, and of the values of one.
    private static let space = "keys with their values, such as {learning_rate: {log_uniform: [0.001, 1]}}"
    private static let domain = "a list of values, {uniform: [low, high]} or {log_uniform: [low, high]}"

    /// Sweeps, each with the message that follows `a.yaml:4:` on the next line.
    private static let wrongSweeps = """
        {}
        8: sweep.parameters: not given, expected \(space)
        {parameters: {}}
        21: sweep.parameters: found an empty section, expected \(space)
        {parameters: {learning_rte: [1]}}
        22: learning_rte: unknown key; did you mean learning_rate?
        {parameters: {kind: [sgd]}}
        22: kind: several keys have this name, expected model.kind, optimizer.kind or optimizer.schedule.kind
        {parameters: {workers: [1, 2]}}
        22: machine.workers: cannot be searched: \
        it does not belong to the model or its training, or it changes what the validation loss means
        {parameters: {l2: [0, -1]}}
        30: training.l2: found -1, expected a number of at least 0
        {parameters: {l2: 0}}
        26: training.l2: found 0, expected \(domain)
        {parameters: {l2: []}}
        26: training.l2: found an empty list, expected \(domain)
        {parameters: {l2: [0, 0]}}
        30: training.l2: 0 is given twice
        {parameters: {l2: {log_uniform: [0, 1]}}}
        40: training.l2: found log_uniform from 0, expected a lower bound above 0
        {parameters: {l2: {uniform: [1, 0]}}}
        36: training.l2: found 1 and 0, expected a lower bound and a higher one
        {parameters: {l2: {uniform: [1]}}}
        36: training.l2: found a list, expected two numbers, as in {uniform: [low, high]}
        {parameters: {nesterov: {uniform: [0, 1]}}}
        33: optimizer.nesterov: found uniform, expected a list of values: it is no number
        {parameters: {l2: [1], training.l2: [2]}}
        31: training.l2: given twice
        {method: grid, parameters: {l2: {uniform: [0, 1]}}}
        35: sweep.parameters: found a range, or more than 10_000 combinations, expected lists of values, \
        since sweep.method is grid
        {method: grid, trials: 3, parameters: {l2: [0]}}
        23: sweep.trials: found 3, expected no such key, since sweep.method is grid, not random, halving or path
        {method: halving, parameters: {epochs: [1, 2]}}
        38: sweep.parameters: found training.epochs, expected other keys, since sweep.method is halving
        {method: halving, minimum_epochs: 4, parameters: {l2: [1]}}
        42: sweep.minimum_epochs: found 4, expected at most 3, the value of training.epochs
        {parameters: {momentum: [0.9]}}
        21: optimizer.momentum: found 0.9, expected no such key, since optimizer.kind is adam, not sgd \
        (with optimizer.momentum=0.9)
        """.split(separator: "\n").map(String.init)

    @Test("are told what is wrong with them", arguments: Array(stride(from: 0, to: wrongSweeps.count, by: 2)))
    func mistakes(index: Int) {
        let (sweep, message) = (Self.wrongSweeps[index], Self.wrongSweeps[index + 1])
        do {
            _ = try Self.plan(sweep)
            Issue.record("accepted: \(sweep)")
        } catch {
            #expect("\(error)" == "a.yaml:4:\(message)")
        }
    }

    @Test("need rows to be ranked on, and a section that asks for them")
    func missing() {
        #expect(throws: ConfigurationError.self) { try SweepPlan(yaml: smallest, file: "a.yaml") }
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(
                yaml: Self.yaml("{parameters: {l2: [0]}}"), file: "a.yaml", overrides: ["data.validation_fraction=0"])
        }
        #expect(error?.description.hasSuffix("found 0, expected a number above 0, since sweep is given") == true)
    }

    @Test("of the README's example are what it says")
    func readme() throws {
        let plan = try SweepPlan(yaml: smallest + Readme.code(holding: "log_uniform"), file: "a.yaml")
        #expect(plan.trials.count == 20 && plan.space.names == ["learning_rate", "batch_size", "optimizer.kind"])
    }

    @Test("are powers by square roots alone that agree with pow")
    func powers() {
        for base in [1.5, 2, 10, 1e4, 1e9] {
            for fraction in [0, 0.25, 0.5, 0.6, 0.999, 1 - 0x1p-53] {
                let power = SearchSpace.Parameter.power(base, fraction)
                #expect(abs(power / pow(base, fraction) - 1) < 1e-13)
            }
        }
    }
}
