import Experiments
import KernelTable
import Models
import Testing

@Suite("Keys of model")
struct ModelKeyTests {
    typealias Model = Schema.Model

    static let classes = "data: {synthetic: {kind: clusters}}\nmodel: {kind: linear_regression}\n"
    static let network = "data: {synthetic: }\nmodel: {kind: mlp, hidden: [8]}\n"
    static let classNetwork = "data: {synthetic: {kind: clusters}}\nmodel: {kind: mlp, hidden: [8]}\n"
    static let quantile = "data: {synthetic: }\nmodel: {kind: linear_regression, loss: quantile}\n"
    static let huber = "data: {synthetic: }\nmodel: {kind: linear_regression, loss: huber}\n"

    @Test("a network has its own keys, others do not")
    func networkKeys() throws {
        let run = try configuration(smallest, ["model={kind: mlp, hidden: [1_000, 1, 65_536]}"])
        #expect(run[Model.hidden] == [1000, 1, 65536])
        #expect(run[Model.activation] == .relu && run[Model.initialization] == .auto)
        let given = try configuration(Self.network, ["model.activation=tanh", "model.initialization=xavier"])
        #expect(given[Model.activation] == .tanh && given[Model.initialization] == .named(.xavier))
        let linear = try configuration(smallest)
        #expect(!linear.has(Model.hidden) && !linear.has(Model.activation) && !linear.has(Model.initialization))
    }

    @Test(
        "the loss has a default wherever model and data leave no choice",
        arguments: [
            (smallest, "linear_regression", .squared), (smallestFile, "linear_regression", .squared),
            (classes, "logistic_regression", .crossEntropy), (smallestFile, "logistic_regression", .crossEntropy),
            (classes, "softmax_regression", .crossEntropy), (smallestFile, "softmax_regression", .crossEntropy),
            (network, "mlp", .squared), (classNetwork, "mlp", .crossEntropy),
        ] as [(String, String, PointLoss.Kind)])
    func loss(yaml: String, kind: String, loss: PointLoss.Kind) throws {
        #expect(try configuration(yaml, ["model.kind=\(kind)"])[Model.loss] == loss)
    }

    @Test("every model takes the losses that it is for", arguments: Architecture.Kind.allCases, PointLoss.Kind.allCases)
    func allowed(kind: Architecture.Kind, loss: PointLoss.Kind) {
        let hidden = kind == .mlp ? ", hidden: [8]" : ""
        let override = "model={kind: \(kind.rawValue), loss: \(loss.rawValue)\(hidden)}"
        let isRight = (try? configuration(smallestFile, [override])) != nil
        #expect(isRight == kind.losses.contains(loss))
        let expected =
            switch kind {
            case .linearRegression: loss != .crossEntropy
            case .logisticRegression, .softmaxRegression: loss == .crossEntropy
            case .mlp: true
            }
        #expect(isRight == expected)
    }

    @Test("the quantile loss has a level, others have none", arguments: PointLoss.Kind.allCases)
    func quantileLevel(loss: PointLoss.Kind) throws {
        let yaml = smallestFile.replacing("linear_regression", with: "mlp, hidden: [8]")
        let run = try configuration(yaml, ["model.loss=\(loss.rawValue)"])
        #expect(run.has(Model.quantile) == (loss == .quantile))
        if loss == .quantile { #expect(run[Model.quantile] == 0.5) }
    }

    @Test("Huber's loss has a delta, others have none", arguments: PointLoss.Kind.allCases)
    func huberDelta(loss: PointLoss.Kind) throws {
        let yaml = smallestFile.replacing("linear_regression", with: "mlp, hidden: [8]")
        let run = try configuration(yaml, ["model.loss=\(loss.rawValue)"])
        #expect(run.has(Model.huberDelta) == (loss == .huber))
        if loss == .huber { #expect(run[Model.huberDelta] == 1) }
    }

    @Test(
        "ranges",
        arguments: Mistake.ranges(
            "model.hidden", in: network, inside: ["[1]", "[65_536]", "[2, 1_0]"],
            outside: [
                "[]": "a list of whole numbers from 1 to 65_536, such as [256]",
                "256": "a list of whole numbers from 1 to 65_536, such as [256]",
                "{}": "a list of whole numbers from 1 to 65_536, such as [256]",
            ])
            + Mistake.ranges(
                "model.activation", in: network, inside: ["relu", "tanh", "sigmoid", "gelu"],
                outside: ["elu": "one of relu, tanh, sigmoid or gelu"])
            + Mistake.ranges(
                "model.dropout", in: network, inside: ["0", "0.5", "0.999"],
                outside: [
                    "1": "a number of at least 0 and below 1", "-0.1": "a number of at least 0 and below 1",
                    "0.99999999999": "a number of at least 0 and below 1 in single precision",
                ])
            + Mistake.ranges(
                "model.initialization", in: network, inside: ["auto", "xavier", "he"],
                outside: ["normal": "one of auto, xavier or he"])
            + Mistake.ranges(
                "model.loss", in: network, inside: ["squared", "huber", "absolute", "quantile"],
                outside: [
                    "mse": "squared, huber, absolute, quantile, poisson or gamma (a number) or cross_entropy (a class)"
                ])
            + Mistake.ranges(
                "model.loss", in: smallest, inside: ["squared", "huber", "absolute", "quantile"],
                outside: [
                    "mse":
                        "one of squared, huber, absolute, quantile, poisson or gamma, since model.kind is linear_regression"
                ])
            + Mistake.ranges(
                "model.huber_delta", in: huber, inside: ["1e-9", "1e9"], outside: ["0": "a number above 0"])
            + Mistake.ranges(
                "model.quantile", in: quantile, inside: ["1e-9", "0.5", "0.999"],
                outside: [
                    "0": "a number above 0 and below 1", "1": "a number above 0 and below 1",
                    "-0.5": "a number above 0 and below 1", "median": "a number above 0 and below 1",
                    "0.99999999999": "a number above 0 and below 1 in single precision",
                ]))
    func range(_ example: Mistake) {
        example.check()
    }

    static let items: [Mistake] = [
        Mistake(
            set: "model.hidden=[8, 0]",
            "--set model.hidden=[8, 0]: model.hidden: found 0 as item 2, expected a whole number of at least 1",
            in: network),
        Mistake(
            set: "model.hidden=[65_537]",
            "--set model.hidden=[65_537]: model.hidden: found 65_537 as item 1, "
                + "expected a whole number of at most 65_536",
            in: network),
        Mistake(
            set: "model.hidden=[8, x]",
            "--set model.hidden=[8, x]: model.hidden: found x as item 2, expected a whole number from 1 to 65_536",
            in: network),
        Mistake(
            set: "model.hidden=[1.5]",
            "--set model.hidden=[1.5]: model.hidden: found 1.5 as item 1, expected a whole number from 1 to 65_536",
            in: network),
        Mistake(
            set: "model.hidden=[[8]]",
            "--set model.hidden=[[8]]: model.hidden: found a list as item 1, "
                + "expected a whole number from 1 to 65_536",
            in: network),
        Mistake(
            set: "model.hidden=[~]",
            "--set model.hidden=[~]: model.hidden: found nothing as item 1, expected a whole number from 1 to 65_536",
            in: network),
        Mistake(
            "data: {synthetic: }\nmodel:\n  kind: mlp\n  hidden: [8, '9']\n",
            "a.yaml:4:15: model.hidden: found the text \"9\" as item 2, expected a whole number from 1 to 65_536"),
    ]

    @Test("items of hidden are told one by one", arguments: items)
    func item(_ mistake: Mistake) {
        mistake.check()
    }
}
