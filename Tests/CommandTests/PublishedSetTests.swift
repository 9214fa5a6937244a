import Foundation
import TestSupport
import Testing

@Suite("Published sets")
struct PublishedSetTests {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func train(_ arguments: String...) throws -> JSONObject {
        let outcome = try folder.lockstep(["train"] + arguments + ["--quiet", "--json", "--output", "run"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        return try JSONObject(outcome.output)
    }

    @Test("the digits in configs are told apart on the rows that are held out")
    func digits() throws {
        let summary = try train(Places.package + "/configs/digits.yaml")
        #expect(try summary.number("validation_rows") == 449 && summary.number("training_rows") == 1348)
        #expect(try summary.number("validation_accuracy") >= 0.97)
    }

    @Test("heart_scale reaches the minimum that Newton's method finds", .needs(Heart.requirement))
    func heart() throws {
        try folder.write(
            """
            data: {file: {train: \(Heart.path), format: libsvm}, validation_fraction: 0}
            model: {kind: logistic_regression}
            training: {epochs: 3000, batch_size: 270, l2: \(Heart.l2)}
            optimizer: {learning_rate: 2, momentum: 0.9}
            """, to: "a.yaml")
        #expect(try train("a.yaml").number("training_rows") == 270)
        let model = try folder.tensors("run/model.safetensors")
        let weights = try (#require(model.values["weight"]) + #require(model.values["bias"])).map { Double($0) }
        let rows = try Heart.rows()
        let (found, least) = (Heart.objective(weights, rows), Heart.objective(Heart.minimum(rows), rows))
        // The minimum, as scikit-learn's LogisticRegression(C=1/(270 · 1e-4)) has it, too.
        #expect(abs(least - 0.333247) < 1e-6)
        #expect(found / least - 1 < 0.005)

        let evaluation = try folder.lockstep("evaluate", "run", "--data", Heart.path, "--format", "libsvm", "--json")
        let penalty = Heart.l2 / 2 * weights.dropLast().reduce(0) { $0 + $1 * $1 }
        #expect(try abs(JSONObject(evaluation.output).number("log_loss") + penalty - found) < 1e-6)
    }

    @Test("the diabetes set, scaled, is learnt as well as in closed form")
    func diabetes() throws {
        try folder.write(Diabetes.lines.joined(separator: "\n") + "\n", to: "all.csv")
        try folder.write(
            """
            data: {file: {train: all.csv, target: target}, validation_fraction: 0, scale: standard}
            model: {kind: linear_regression}
            training: {epochs: 2000, batch_size: 442}
            optimizer: {learning_rate: 0.2, momentum: 0.9}
            """, to: "a.yaml")
        _ = try train("a.yaml")
        let evaluation = try folder.lockstep("evaluate", "run", "--data", "all.csv", "--json")
        let best = meanSquaredError(leastSquares(Diabetes.rows), Diabetes.rows)
        #expect(try abs(JSONObject(evaluation.output).number("mse") / best - 1) < 0.005)
    }

    @Test("the breast cancer set reaches the objective of scikit-learn", .needs(.python("sklearn", "safetensors")))
    func breastCancer() throws {
        func run(_ program: String) throws -> String {
            try PythonPeer.run(
                """
                import os, sys
                import numpy as np
                from sklearn.datasets import load_breast_cancer
                os.chdir(sys.argv[1])
                l2 = 1e-2
                x, y = load_breast_cancer(return_X_y=True)
                """ + "\n" + program, folder.path)
        }
        _ = try run("np.save('x.npy', x); np.save('y.npy', y)")
        try folder.write(
            """
            data: {file: {train: x.npy, train_targets: y.npy}, validation_fraction: 0, scale: standard}
            model: {kind: logistic_regression}
            training: {epochs: 2000, batch_size: 569, l2: 1.0e-2}
            optimizer: {learning_rate: 0.3, momentum: 0.9}
            """, to: "a.yaml")
        _ = try train("a.yaml")
        let difference = try run(
            """
            from safetensors.numpy import load_file
            from sklearn.linear_model import LogisticRegression
            from sklearn.preprocessing import StandardScaler
            x = StandardScaler().fit_transform(x)
            def objective(weight, bias):
                margins = (x @ weight + bias) * (2 * y - 1)
                return np.logaddexp(0, -margins).mean() + l2 / 2 * weight @ weight
            peer = LogisticRegression(C=1 / (l2 * len(y)), tol=1e-10, max_iter=10000).fit(x, y)
            ours = {name: tensor.astype(float).ravel() for name, tensor in load_file("run/model.safetensors").items()}
            print(objective(ours["weight"], ours["bias"]) / objective(peer.coef_[0], peer.intercept_) - 1)
            """)
        #expect(abs(try #require(Double(difference.trimmingCharacters(in: .whitespacesAndNewlines)))) < 0.001)
    }
}

/// The heart disease set of Statlog, 270 rows of 13 features, as Debian's liblinear-tools has it.
/// Source: https://www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets/binary.html#heart
private enum Heart {
    static let path = "/usr/share/doc/liblinear-tools/examples/heart_scale"
    static let requirement = Requirement(
        "liblinear-tools' examples", FileManager.default.isReadableFile(atPath: path))
    static let l2 = 1e-4

    /// The rows, with targets 1 and −1.
    static func rows() throws -> [Row] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
            let words = line.split(separator: " ")
            var features = [Double](repeating: 0, count: 13)
            for word in words.dropFirst() {
                let parts = word.split(separator: ":")
                features[try #require(Int(parts[0])) - 1] = try #require(Double(parts[1]))
            }
            return Row(features: features, target: try #require(Double(words[0])))
        }
    }

    /// The mean loss ln(1 + exp(−y·ŷ)) and half of l2 times the squared length of the weights, the bias left out.
    static func objective(_ weights: [Double], _ rows: [Row]) -> Double {
        rows.reduce(0) { $0 + log1p(exp(-$1.target * prediction(weights, $1.features))) } / Double(rows.count)
            + l2 / 2 * weights.dropLast().reduce(0) { $0 + $1 * $1 }
    }

    /// Where the objective is least, by Newton's method.
    static func minimum(_ rows: [Row]) -> [Double] {
        var weights = [Double](repeating: 0, count: 14)
        for _ in 0..<20 {
            var equations = (0..<14).map { row in
                (0..<15).map { column in
                    row == 13 ? 0 : column == row ? l2 : column == 14 ? l2 * weights[row] : 0
                }
            }
            for row in rows {
                let inputs = row.features + [1]
                let doubt = 1 / (1 + exp(row.target * prediction(weights, row.features)))
                for i in 0..<14 {
                    for j in 0..<14 {
                        equations[i][j] += doubt * (1 - doubt) * inputs[i] * inputs[j] / Double(rows.count)
                    }
                    equations[i][14] -= row.target * doubt * inputs[i] / Double(rows.count)
                }
            }
            weights = zip(weights, solution(of: equations)).map { $0 - $1 }
        }
        return weights
    }
}
