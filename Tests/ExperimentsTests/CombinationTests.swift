import Experiments
import Testing

@Suite("Combinations of choices")
struct CombinationTests {
    static let problems: [String] =
        [
            "data={synthetic: {weights: [1, -2], bias: 0.5}};model={kind: linear_regression}",
            "data={synthetic: };model={kind: linear_regression, loss: huber, huber_delta: 0.3}",
            "data={synthetic: {noise: 2}};model={kind: mlp, hidden: [12_345, 3], loss: absolute}",
            "data={synthetic: };model={kind: mlp, hidden: [3], activation: tanh, initialization: he}",
            "data={file: {train: /a, target: y}};model={kind: mlp, hidden: [3], loss: huber}",
            "data={file: {train: /a, target: y, validation: /b}};model={kind: mlp, hidden: [3], loss: cross_entropy}",
        ]
        + ["classification", "clusters"].flatMap { data in
            ["logistic_regression", "softmax_regression", "mlp, hidden: [7]"].flatMap { model in
                [
                    "data={synthetic: {kind: \(data)}};model={kind: \(model)}",
                    "data={file: {train: /a, target: y}, storage: bfloat16};model={kind: \(model), loss: cross_entropy}",
                ]
            }
        }

    static let optimizers = [
        "optimizer={}", "optimizer={kind: sgd, momentum: 0.9, nesterov: true}", "optimizer={learning_rate: 1}",
        "optimizer={kind: adagrad, epsilon: 0.1}",
        "optimizer={kind: adagrad}", "optimizer={kind: adam, beta1: 0}", "optimizer={kind: adamw}",
        "optimizer={kind: adamw, weight_decay: 0, gradient_clip_norm: 0.5}",
    ]

    static let schedules = [
        nil, "{}", "{kind: step, every_steps: 100_000}", "{kind: inverse_sqrt, warmup_steps: 10}",
        "{kind: cosine, warmup_steps: 7}", "{kind: linear, final_factor: 1}",
    ]

    @Test("what is written reads back the same, with any optimizer and schedule", arguments: problems, optimizers)
    func roundTrip(problem: String, optimizer: String) throws {
        for schedule in Self.schedules {
            for stopping in [nil, "{}", "{patience: 9, minimum_improvement: 1e-4}"] {
                let overrides =
                    problem.split(separator: ";").map(String.init) + [optimizer]
                    + [schedule.map { "optimizer.schedule=\($0)" }, stopping.map { "training.early_stopping=\($0)" }]
                    .compactMap(\.self)
                let run = try configuration(smallest, overrides)
                let again = try Configuration(yaml: run.yaml(), file: "elsewhere/b.yaml")
                #expect(again == run, "\(overrides)")
                #expect(again.yaml() == run.yaml())
                #expect(run.has(Schema.Optimizer.Schedule.section) == (schedule != nil))
                #expect(run.has(Schema.Training.EarlyStopping.section) == (stopping != nil))
            }
        }
    }

    @Test("every choice of a model's and an optimizer's kind leaves only keys that apply")
    func absence() throws {
        let network = try configuration(smallest, ["model={kind: mlp, hidden: [3]}", "optimizer.kind=adagrad"])
        #expect(
            network.yaml().contains(
                """
                model:
                  kind: mlp
                  hidden: [3]
                  activation: relu
                  initialization: auto
                  initial_bias: zero
                  dropout: 0
                  loss: squared

                """))
        #expect(
            network.yaml().contains(
                """
                optimizer:
                  kind: adagrad
                  learning_rate: auto
                  epsilon: 1e-10
                  weight_decay: 0

                machine:
                """))
    }

    @Test("two runs that differ in a section only are not equal")
    func inequality() throws {
        #expect(try configuration(smallest) != configuration(smallest, ["optimizer.schedule={}"]))
    }
}
