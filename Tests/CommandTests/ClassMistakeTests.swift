import Foundation
import TestSupport
import Testing

@Suite("A mistake with classes is told in one line, with status 2:")
struct ClassMistakeTests {
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try Flowers().write(to: folder, model: "softmax_regression")
    }

    private func inFolder(_ name: String) -> String { folder.file(name) }

    @Test("a label that the training rows do not have", arguments: ["softmax_regression", "mlp"])
    func unknownLabel(model: String) throws {
        try Flowers().write(to: folder, model: model)
        var rows = Flowers().unseen
        rows[4] = .init(features: rows[4].features, label: 7)
        try folder.write(Flowers.text(rows), to: "other.csv")
        let message = "\(inFolder("other.csv")):6: column kind: found 7 as a class, expected one of 1, 2, 3"
        for key in ["test", "validation"] {
            let flags = ["--set", "data.file.\(key)=other.csv", "--set", "data.validation_fraction=0"]
            try folder.expectRefusal(["train", "a.yaml"] + flags, message)
            try folder.expectRefusal(["train", "a.yaml", "--output", "out"] + flags, message)
            try folder.expectRefusal(["verify", "a.yaml", "--quiet"] + flags, message)
        }
        try #require(folder.lockstep("train", "a.yaml", "--quiet", "--output", "run").status == 0)
        try folder.expectRefusal(
            ["evaluate", "run", "--data", "other.csv"],
            "other.csv:6: column kind: found 7 as a class, expected one of 1, 2, 3")
    }

    @Test("three classes for a logistic regression")
    func threeClasses() throws {
        try Flowers().write(to: folder, model: "logistic_regression")
        try folder.expectRefusal(
            ["train", "a.yaml"],
            "a.yaml:4:15: model.kind: found logistic_regression, expected softmax_regression or mlp, "
                + "since column kind has 3 classes\n")
        try folder.write(
            "data: {synthetic: {kind: clusters, classes: 3}}\nmodel: {kind: logistic_regression}\n", to: "b.yaml")
        try folder.expectRefusal(
            ["train", "b.yaml"], "b.yaml:1:45: data.synthetic.classes: found 3, expected 2, since")
    }

    @Test(
        "labels that are no classes",
        arguments: [
            ("2.5", "found 2.5 as a class, expected whole numbers or names"),
            ("1e300", "found 1e300 as a class, expected whole numbers or names"),
        ])
    func badLabel(label: String, message: String) throws {
        try folder.write(
            Flowers.text(Flowers().training) + "1,\(label),2,3\n", to: "train.csv")
        try folder.expectRefusal(["train", "a.yaml"], "\(inFolder("train.csv")):602: column kind: \(message)\n")
    }

    @Test("only one class")
    func oneClass() throws {
        try folder.write(Flowers.text(Flowers(labels: [2]).training), to: "train.csv")
        try folder.expectRefusal(
            ["train", "a.yaml"],
            "\(inFolder("train.csv")): column kind: found only class 2, expected at least 2 classes\n")
    }

    @Test("a run whose rows have other classes by now")
    func otherClasses() throws {
        try #require(folder.lockstep("train", "a.yaml", "--quiet", "--output", "run").status == 0)
        for labels in [[1, 2], [2, 3, 4]] {
            try Flowers(labels: labels).write(to: folder, model: "softmax_regression")
            try folder.expectRefusal(
                ["evaluate", "run"],
                "run/model.safetensors: metadata classes: found other classes, expected those of experiment.yaml\n")
        }
    }

    @Test("a regression of classes, and classes of numbers")
    func otherTargets() throws {
        let clusters = "data: {synthetic: {kind: clusters}}\n"
        try folder.write(clusters + "model: {kind: linear_regression}\n", to: "b.yaml")
        try folder.expectRefusal(["train", "b.yaml"], "b.yaml:2:15: model.kind: found linear_regression, expected")
        try folder.write(clusters + "model: {kind: mlp, hidden: [4], loss: squared}\n", to: "b.yaml")
        try folder.expectRefusal(["train", "b.yaml"], "b.yaml:2:39: model.loss: found squared, expected cross_entropy")
        try folder.write("data: {synthetic: {}}\nmodel: {kind: softmax_regression}\n", to: "b.yaml")
        try folder.expectRefusal(["train", "b.yaml"], "b.yaml:1:19: data.synthetic.kind: not given, expected classif")
    }
}
