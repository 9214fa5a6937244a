import Foundation
import TestSupport
import Testing

/// What scikit-learn's own classifiers reach on its handwritten digits, 1,797 images of 8 by 8 pixels, of which a
/// quarter is the test set.
/// Source: https://scikit-learn.org/stable/datasets/toy_dataset.html#optical-recognition-of-handwritten-digits-dataset
private struct DigitsPeer: Decodable {
    let logisticRegression: Double
    let multilayerPerceptron: Double

    /// Nil where Python has no scikit-learn. Writes `train.csv` and `test.csv`, with features from 0 to 1.
    static func results(in folder: ScratchFolder) throws -> DigitsPeer {
        let program = """
            import sys, json, warnings
            warnings.filterwarnings("ignore")
            from sklearn.datasets import load_digits
            from sklearn.linear_model import LogisticRegression
            from sklearn.model_selection import train_test_split
            from sklearn.neural_network import MLPClassifier
            digits = load_digits()
            split = train_test_split(
                digits.data / 16, digits.target, test_size=0.25, random_state=0, stratify=digits.target)
            for name, x, y in [("train", split[0], split[2]), ("test", split[1], split[3])]:
                with open(f"{sys.argv[1]}/{name}.csv", "w") as f:
                    f.write(",".join(f"pixel{i}" for i in range(64)) + ",digit\\n")
                    for row, label in zip(x.tolist(), y.tolist()):
                        f.write(",".join(map(repr, row)) + f",{label}\\n")
            def accuracy(model): return model.fit(split[0], split[2]).score(split[1], split[3])
            print(json.dumps({
                "logisticRegression": accuracy(LogisticRegression(max_iter=1000)),
                "multilayerPerceptron": accuracy(MLPClassifier((64,), max_iter=150, random_state=0))}))
            """
        return try JSONDecoder().decode(Self.self, from: Data(PythonPeer.run(program, folder.path).utf8))
    }
}

@Suite("The handwritten digits of scikit-learn", .needs(.python("sklearn")))
struct DigitsTests {
    /// The penalty of LogisticRegression, C = 1, is 1/2 ‖weights‖² for the sum over the 1,347 training rows.
    static let softmax = """
        name: softmax
        data: {file: {train: train.csv, test: test.csv, target: digit}, validation_fraction: 0}
        model: {kind: softmax_regression}
        training: {epochs: 200, batch_size: 64, l2: 0.000742}
        optimizer: {learning_rate: 0.5, momentum: 0.9, schedule: {kind: cosine}}
        """
    /// As MLPClassifier does by default: Adam, and its penalty of 1/2 · 1e-4 ‖weights‖² a minibatch.
    static let mlp = """
        name: mlp
        data: {file: {train: train.csv, test: test.csv, target: digit}, validation_fraction: 0}
        model: {kind: mlp, hidden: [64], loss: cross_entropy}
        training: {epochs: 200, batch_size: 64, l2: 0.0001}
        optimizer: {kind: adam, learning_rate: 0.003, schedule: {kind: cosine}}
        """

    @Test("are told apart as well as scikit-learn does, within a percentage point")
    func accuracy() throws {
        let folder = try ScratchFolder()
        let peer = try DigitsPeer.results(in: folder)
        for (name, text, expected) in [
            ("softmax", Self.softmax, peer.logisticRegression), ("mlp", Self.mlp, peer.multilayerPerceptron),
        ] {
            try folder.write(text, to: "a.yaml")
            let outcome = try folder.lockstep("train", "a.yaml", "--quiet")
            #expect(outcome.status == 0, "\(outcome.errors)")
            let summary = try folder.json("runs/\(name)/summary.json")
            let found = try summary.number("test_accuracy")
            #expect(found >= expected - 0.01 && found > 0.95, "\(name): \(found), scikit-learn \(expected)")
            #expect(try summary.number("test_rows") == 450)
        }
    }
}
