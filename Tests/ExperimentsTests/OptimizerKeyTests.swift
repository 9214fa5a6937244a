import Experiments
import Measures
import Optimizers
import Testing

@Suite("Keys of optimizer")
struct OptimizerKeyTests {
    typealias Optimizer = Schema.Optimizer
    typealias Schedule = Schema.Optimizer.Schedule

    @Test("every kind has its own keys and defaults", arguments: OptimizerKind.rules)
    func kinds(kind: OptimizerKind) throws {
        let run = try configuration(smallest, ["optimizer.kind=\(kind.rawValue)"])
        let (isSGD, isAdam) = (kind == .sgd, kind == .adam || kind == .adamW)
        #expect(run[Optimizer.kind] == kind && run[Optimizer.learningRate] == .auto)
        #expect(run.has(Optimizer.momentum) == isSGD && run.has(Optimizer.nesterov) == isSGD)
        #expect(run.has(Optimizer.beta1) == isAdam && run.has(Optimizer.beta2) == isAdam)
        #expect(run.has(Optimizer.epsilon) == !isSGD)
        if isSGD { #expect(run[Optimizer.momentum] == 0 && !run[Optimizer.nesterov]) }
        if isAdam { #expect(run[Optimizer.beta1] == 0.9 && run[Optimizer.beta2] == 0.999) }
        if !isSGD { #expect(run[Optimizer.epsilon] == (kind == .adagrad ? 1e-10 : 1e-8)) }
        #expect(run[Optimizer.weightDecay] == (kind == .adamW ? 0.01 : 0))
        #expect(run[Optimizer.gradientClipNorm] == nil)
        #expect(!run.has(Schedule.section) && !run.has(Schedule.kind))
    }

    @Test("what is given wins over the default of a kind")
    func given() throws {
        let run = try configuration(
            smallest, ["optimizer={kind: adamw, epsilon: 1e-6, weight_decay: 0, beta1: 0, gradient_clip_norm: 5}"])
        #expect(run[Optimizer.epsilon] == 1e-6 && run[Optimizer.weightDecay] == 0 && run[Optimizer.beta1] == 0)
        #expect(run[Optimizer.gradientClipNorm] == 5)
        let nesterov = try configuration(smallest, ["optimizer={learning_rate: 0.1, momentum: 0.9, nesterov: true}"])
        #expect(nesterov[Optimizer.momentum] == 0.9 && nesterov[Optimizer.nesterov])
    }

    @Test("every schedule has its own keys and defaults", arguments: Optimizers.Schedule.Kind.allCases)
    func scheduleKinds(kind: Optimizers.Schedule.Kind) throws {
        let required =
            switch kind {
            case .step: ", every_steps: 1_000"
            case .inverseSquareRoot: ", warmup_steps: 50"
            case .constant, .cosine, .linear, .oneCycle, .plateau: ""
            }
        let run = try configuration(smallest, ["optimizer.schedule={kind: \(kind.rawValue)\(required)}"])
        let fades = [.cosine, .linear, .oneCycle, .plateau].contains(kind)
        let (cycles, waits) = (kind == .oneCycle, kind == .plateau)
        #expect(run[Schedule.kind] == kind)
        #expect(run.has(Schedule.warmupSteps) == !cycles)
        if !cycles { #expect(run[Schedule.warmupSteps] == (kind == .inverseSquareRoot ? 50 : 0)) }
        #expect(run.has(Schedule.everySteps) == (kind == .step) && run.has(Schedule.factor) == (kind == .step || waits))
        #expect(run.has(Schedule.rise) == cycles && run.has(Schedule.initialFactor) == cycles)
        #expect(run.has(Schedule.metric) == waits && run.has(Schedule.cooldown) == waits)
        #expect(run.has(Schedule.patience) == waits && run.has(Schedule.threshold) == waits)
        if cycles { #expect(run[Schedule.rise] == 0.3 && run[Schedule.initialFactor] == 0.04) }
        if waits {
            #expect(run[Schedule.metric] == .loss && run[Schedule.factor] == 0.1 && run[Schedule.patience] == 10)
            #expect(run[Schedule.threshold] == 1e-4 && run[Schedule.cooldown] == 0)
        }
        #expect(run.has(Schedule.finalFactor) == fades)
        if kind == .step { #expect(run[Schedule.everySteps] == 1000 && run[Schedule.factor] == 0.1) }
        if fades { #expect(run[Schedule.finalFactor] == (cycles ? 4e-6 : 0)) }
    }

    @Test("Adam is the rule where the rate is left to the program, and plain descent where it is a number")
    func defaultKind() throws {
        for text in ["", "optimizer: {learning_rate: auto}", "optimizer: {weight_decay: 0.1}"] {
            #expect(try configuration(smallest + text)[Optimizer.kind] == .adam)
        }
        #expect(try configuration(smallest + "optimizer: {learning_rate: 0.1}")[Optimizer.kind] == .sgd)
        #expect(try configuration(smallest, ["optimizer.learning_rate=0.1"])[Optimizer.kind] == .sgd)
        #expect(
            try configuration(smallest + "optimizer: {kind: adagrad, learning_rate: 1}")[Optimizer.kind] == .adagrad)
    }

    @Test("a schedule is constant where only its section is given, and a cosine where the rate is left to the program")
    func emptySchedule() throws {
        let automatic = try configuration(smallest + "optimizer: {schedule: {warmup_steps: 3}}")
        #expect(automatic[Schedule.kind] == .cosine && automatic[Schedule.warmupSteps] == 3)
        let run = try configuration(smallest + "optimizer: {learning_rate: 0.1, schedule: }")
        #expect(run.has(Schedule.section) && run[Schedule.kind] == .constant && run[Schedule.warmupSteps] == 0)
        #expect(run.yaml().contains("\n  schedule:\n    kind: constant\n    warmup_steps: 0\n"))
    }

    static let sgd = smallest + "optimizer: {kind: sgd}\n"
    static let adam = smallest + "optimizer: {kind: adam}\n"
    static let step = smallest + "optimizer: {schedule: {kind: step, every_steps: 10}}\n"
    static let cosine = smallest + "optimizer: {schedule: {kind: cosine}}\n"
    static let inverseSquareRoot = smallest + "optimizer: {schedule: {kind: inverse_sqrt, warmup_steps: 10}}\n"

    static let rates: [Mistake] =
        ["beta1", "beta2"].flatMap {
            Mistake.ranges(
                "optimizer.\($0)", in: adam, inside: ["0", "0.9999"],
                outside: ["1": "a number of at least 0 and below 1", "-0.1": "a number of at least 0 and below 1"])
        }
        + Mistake.ranges(
            "optimizer.momentum", in: sgd, inside: ["0", "0.99"],
            outside: ["1": "a number of at least 0 and below 1", "-0.1": "a number of at least 0 and below 1"])
        + Mistake.ranges(
            "optimizer.nesterov", in: sgd, inside: ["false"],
            outside: ["yes": "true or false", "1": "true or false"])
        + Mistake.ranges(
            "optimizer.epsilon", in: adam, inside: ["1e-15"],
            outside: ["0": "a number of at least 1e-15", "-1": "a number of at least 1e-15"])
        + Mistake.ranges(
            "optimizer.weight_decay", in: adam, inside: ["0"], outside: ["-1": "a number of at least 0"])
        + Mistake.ranges(
            "optimizer.gradient_clip_norm", in: smallest, inside: ["1e-9"],
            outside: ["0": "a number above 0", "none": "a number above 0"])

    static let schedules: [Mistake] =
        Mistake.ranges(
            "optimizer.schedule.kind", in: smallest, inside: ["constant", "cosine", "linear"],
            outside: ["exponential": "one of constant, step, inverse_sqrt, cosine, linear, one_cycle or plateau"])
        + Mistake.ranges(
            "optimizer.schedule.warmup_steps", in: smallest, inside: ["0", "2_147_483_648"],
            outside: [
                "-1": "a whole number of at least 0", "2_147_483_649": "a whole number of at most 2_147_483_648",
            ])
        + Mistake.ranges(
            "optimizer.schedule.warmup_steps", in: inverseSquareRoot, inside: ["1", "2_147_483_648"],
            outside: ["0": "a whole number of at least 1, since optimizer.schedule.kind is inverse_sqrt"])
        + Mistake.ranges(
            "optimizer.schedule.every_steps", in: step, inside: ["1", "2_147_483_648"],
            outside: ["0": "a whole number of at least 1"])
        + Mistake.ranges(
            "optimizer.schedule.factor", in: step, inside: ["1e-9", "1"],
            outside: ["0": "a number above 0 and at most 1", "1.01": "a number above 0 and at most 1"])
        + Mistake.ranges(
            "optimizer.schedule.final_factor", in: cosine, inside: ["0", "1"],
            outside: ["-0.1": "a number of at least 0 and at most 1", "1.01": "a number of at least 0 and at most 1"])

    static let cycle = smallest + "optimizer: {schedule: {kind: one_cycle}}\n"
    static let plateau = smallest + "optimizer: {schedule: {kind: plateau}}\n"

    static let cyclesAndPlateaus: [Mistake] =
        ["rise", "initial_factor", "final_factor"].flatMap {
            Mistake.ranges(
                "optimizer.schedule.\($0)", in: cycle, inside: ["0", "1"],
                outside: ["-0.1": "a number of at least 0 and at most 1", "2": "a number of at least 0 and at most 1"])
        }
        + ["patience", "cooldown"].flatMap {
            Mistake.ranges(
                "optimizer.schedule.\($0)", in: plateau, inside: ["0", "1_000_000"],
                outside: ["-1": "a whole number of at least 0", "1_000_001": "a whole number of at most 1_000_000"])
        }
        + Mistake.ranges(
            "optimizer.schedule.factor", in: plateau, inside: ["0.99"],
            outside: ["1": "a number above 0 and below 1, since optimizer.schedule.kind is plateau"])
        + Mistake.ranges(
            "optimizer.schedule.threshold", in: plateau, inside: ["0", "0.5"],
            outside: ["1": "a number of at least 0 and below 1"])
        + Mistake.ranges(
            "optimizer.schedule.metric", in: plateau, inside: ["r2", "loss"], outside: [:])

    @Test("a plateau is of a measure that the model has, of rows that are there")
    func plateaus() throws {
        let key = Schedule.metric.path
        #expect {
            try configuration(Self.plateau, ["\(key)=accuracy"])
        } throws: {
            "\($0)".contains("\(key): found accuracy, expected")
                && "\($0)".hasSuffix("since the model predicts a number")
        }
        #expect(try configuration(Self.plateau, ["data.validation_fraction=0"])[Schedule.metric] == .loss)
        #expect {
            try configuration(Self.plateau, ["data.validation_fraction=0", "\(key)=mae"])
        } throws: {
            "\($0)".hasSuffix("data.validation_fraction: found 0, expected a number above 0, since \(key) is given")
        }
    }

    @Test("ranges", arguments: rates + schedules + cyclesAndPlateaus)
    func range(_ example: Mistake) {
        example.check()
    }
}
