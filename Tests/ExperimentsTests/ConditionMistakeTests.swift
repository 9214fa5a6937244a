import Experiments
import Testing

@Suite("Keys that do not go together")
struct ConditionMistakeTests {
    static let clusters = "data: {synthetic: {kind: clusters}}\nmodel: {kind: softmax_regression}\n"

    static let inapplicable: [Mistake] = [
        Mistake(
            line: "optimizer: {kind: adam, momentum: 0.9}",
            "a.yaml:3:25: optimizer.momentum: found 0.9, expected no such key, since optimizer.kind is adam, not sgd"),
        Mistake(
            line: "optimizer: {nesterov: true, kind: adagrad}",
            "a.yaml:3:13: optimizer.nesterov: found true, "
                + "expected no such key, since optimizer.kind is adagrad, not sgd"),
        Mistake(
            line: "optimizer: {learning_rate: 1, beta1: 0.9}",
            "a.yaml:3:31: optimizer.beta1: found 0.9, "
                + "expected no such key, since optimizer.kind is sgd, not adam or adamw"),
        Mistake(
            line: "optimizer: {kind: adagrad, beta2: x}",
            "a.yaml:3:28: optimizer.beta2: found x, "
                + "expected no such key, since optimizer.kind is adagrad, not adam or adamw"),
        Mistake(
            set: "optimizer.epsilon=1e-8",
            "--set optimizer.epsilon=1e-8: optimizer.epsilon: found 1e-8, "
                + "expected no such key, since optimizer.kind is sgd, not adagrad, adam or adamw",
            in: smallest + "optimizer: {learning_rate: 1}\n"),
        Mistake(
            line: "optimizer: {schedule: {every_steps: 3}}",
            "a.yaml:3:24: optimizer.schedule.every_steps: found 3, "
                + "expected no such key, since optimizer.schedule.kind is cosine, not step"),
        Mistake(
            line: "optimizer: {schedule: {kind: linear, factor: 0.1}}",
            "a.yaml:3:38: optimizer.schedule.factor: found 0.1, "
                + "expected no such key, since optimizer.schedule.kind is linear, not step or plateau"),
        Mistake(
            line: "optimizer: {schedule: {kind: step, every_steps: 3, final_factor: 0}}",
            "a.yaml:3:52: optimizer.schedule.final_factor: found 0, "
                + "expected no such key, since optimizer.schedule.kind is step, not cosine, linear, one_cycle or plateau"
        ),
        Mistake(
            "data: {synthetic: }\nmodel:\n  hidden: [3]\n  kind: linear_regression\n",
            "a.yaml:3:3: model.hidden: found a list, "
                + "expected no such key, since model.kind is linear_regression, not mlp"),
        Mistake(
            set: "model.activation=relu",
            "--set model.activation=relu: model.activation: found relu, "
                + "expected no such key, since model.kind is linear_regression, not mlp"),
        Mistake(
            set: "model.initialization=~",
            "--set model.initialization=~: model.initialization: found nothing, "
                + "expected no such key, since model.kind is linear_regression, not mlp"),
        Mistake(
            set: "model.quantile=0.9",
            "--set model.quantile=0.9: model.quantile: found 0.9, "
                + "expected no such key, since model.loss is squared, not quantile"),
        Mistake(
            set: "model.huber_delta=1",
            "--set model.huber_delta=1: model.huber_delta: found 1, "
                + "expected no such key, since model.loss is squared, not huber"),
        Mistake(
            synthetic: "classes: 3",
            "a.yaml:3:5: data.synthetic.classes: found 3, "
                + "expected no such key, since data.synthetic.kind is regression, not classification or clusters"),
        Mistake(
            set: "data.synthetic.weights=[1, 2]",
            "--set data.synthetic.weights=[1, 2]: data.synthetic.weights: found a list, "
                + "expected no such key, since data.synthetic.kind is clusters, not regression", in: clusters),
        Mistake(
            set: "data.synthetic.bias=1",
            "--set data.synthetic.bias=1: data.synthetic.bias: found 1, "
                + "expected no such key, since data.synthetic.kind is clusters, not regression", in: clusters),
    ]

    static let missing: [Mistake] = [
        Mistake(
            "data: {synthetic: }\nmodel: {kind: mlp}\n",
            "a.yaml:2:8: model.hidden: not given, "
                + "expected a list of whole numbers from 1 to 65_536, such as [256], since model.kind is mlp"),
        Mistake(
            set: "model={kind: mlp, hidden: [3]}",
            "--set model={kind: mlp, hidden: [3]}: model.loss: not given, "
                + "expected squared, huber, absolute, quantile, poisson or gamma (a number) or cross_entropy (a class)",
            in: smallestFile),
        Mistake(
            line: "optimizer: {schedule: {kind: step}}",
            "a.yaml:3:23: optimizer.schedule.every_steps: not given, "
                + "expected a whole number from 1 to 2_147_483_648, since optimizer.schedule.kind is step"),
        Mistake(
            line: "optimizer: {schedule: {kind: inverse_sqrt}}",
            "a.yaml:3:23: optimizer.schedule.warmup_steps: not given, "
                + "expected a whole number from 1 to 2_147_483_648, since optimizer.schedule.kind is inverse_sqrt"),
    ]

    static let losses: [Mistake] = [
        Mistake(
            "data: {synthetic: }\nmodel: {kind: linear_regression, loss: cross_entropy}\n",
            "a.yaml:2:40: model.loss: found cross_entropy, "
                + "expected one of squared, huber, absolute, quantile, poisson or gamma, since model.kind is linear_regression"
        ),
        Mistake(
            set: "model.loss=squared",
            "--set model.loss=squared: model.loss: found squared, "
                + "expected cross_entropy, since model.kind is softmax_regression", in: clusters),
        Mistake(
            "data: {synthetic: }\nmodel: {kind: logistic_regression}\n",
            "a.yaml:1:8: data.synthetic.kind: not given, "
                + "expected classification or clusters, since model.kind is logistic_regression"),
        Mistake(
            "data: {synthetic: {kind: regression}}\nmodel: {kind: softmax_regression}\n",
            "a.yaml:2:15: model.kind: found softmax_regression, "
                + "expected linear_regression or mlp, since data.synthetic.kind is regression"),
        Mistake(
            "data: {synthetic: {kind: clusters}}\nmodel: {kind: linear_regression}\n",
            "a.yaml:2:15: model.kind: found linear_regression, "
                + "expected one of logistic_regression, softmax_regression or mlp, "
                + "since data.synthetic.kind is clusters"),
        Mistake(
            "model: {kind: linear_regression, loss: huber}\ndata: {synthetic: {kind: clusters}}\n",
            "a.yaml:2:26: data.synthetic.kind: found clusters, "
                + "expected regression, since model.kind is linear_regression"),
        Mistake(
            set: "data.synthetic.kind=regression",
            "--set data.synthetic.kind=regression: data.synthetic.kind: found regression, "
                + "expected classification or clusters, since model.kind is softmax_regression", in: clusters),
        Mistake(
            set: "model.kind=linear_regression",
            "--set model.kind=linear_regression: model.kind: found linear_regression, "
                + "expected one of logistic_regression, softmax_regression or mlp, "
                + "since data.synthetic.kind is clusters", in: clusters),
        Mistake(
            set: "model={kind: mlp, hidden: [3], loss: absolute}",
            "--set model={kind: mlp, hidden: [3], loss: absolute}: model.loss: found absolute, "
                + "expected cross_entropy, since data.synthetic.kind is clusters", in: clusters),
        Mistake(
            "data: {synthetic: }\nmodel: {kind: mlp, hidden: [3], loss: cross_entropy}\n",
            "a.yaml:1:8: data.synthetic.kind: not given, "
                + "expected classification or clusters, since model.loss is cross_entropy"),
        Mistake(
            "data: {synthetic: {kind: regression}}\nmodel: {kind: mlp, hidden: [3], loss: cross_entropy}\n",
            "a.yaml:2:39: model.loss: found cross_entropy, "
                + "expected one of squared, huber, absolute or quantile, since data.synthetic.kind is regression"),
    ]

    static let rules: [Mistake] = [
        Mistake(
            "data: {synthetic: }\nmodel: {kind: mlp, hidden: [3], dropout: 0.5}\noptimizer: {kind: lbfgs}\n",
            "a.yaml:3:19: optimizer.kind: found lbfgs, expected an update rule, since model.dropout is above 0"),
        Mistake(
            "data: {synthetic: {kind: clusters, classes: 3}}\nmodel: {kind: logistic_regression}\n",
            "a.yaml:1:45: data.synthetic.classes: found 3, expected 2, since model.kind is logistic_regression"),
        Mistake(
            line: "optimizer: {kind: sgd, nesterov: true}",
            "a.yaml:3:34: optimizer.nesterov: found true, expected false, since optimizer.momentum is 0"),
        Mistake(
            "data: {synthetic: , validation_fraction: 0}\nmodel: {kind: linear_regression}\n"
                + "training: {early_stopping: {}}",
            "a.yaml:1:42: data.validation_fraction: found 0, "
                + "expected a number above 0, since training.early_stopping is given"),
        Mistake(
            set: "training.early_stopping.patience=2",
            "a.yaml:1:58: data.validation_fraction: found 0, "
                + "expected a number above 0, or data.file.validation, since training.early_stopping is given",
            in: "data: {file: {train: a, target: y}, validation_fraction: 0}\nmodel: {kind: linear_regression}\n"),
    ]

    @Test("are told with the choice that rules them out", arguments: inapplicable + missing)
    func condition(_ mistake: Mistake) {
        mistake.check()
    }

    @Test("are told with the key that they contradict", arguments: losses + rules)
    func rule(_ mistake: Mistake) {
        mistake.check()
    }
}
