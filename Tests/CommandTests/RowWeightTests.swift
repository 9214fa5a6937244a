import Foundation
import TestSupport
import Testing

/// Rows of two features and a target, with whole weights of which some are 0, and the same rows as often as these say.
@Suite("Weights of rows")
struct RowWeightTests {
    let folder: ScratchFolder
    private static let rowCount = 120

    private struct Row {
        let features: String
        let number: Double
        let name: String
        let weight: Int
    }

    private let rows: [Row]

    init() throws {
        folder = try ScratchFolder()
        var random = SplitMix(state: 5)
        rows = (0..<Self.rowCount).map { row in
            let (a, b) = (Double.random(in: -2...2, using: &random), Double.random(in: 0...9, using: &random))
            let noise = Double.random(in: -1...1, using: &random)
            return Row(
                features: "\(a),\(b)", number: 2 * a - b / 3 + noise, name: a + noise > 0.5 ? "yes" : "no",
                weight: [2, 0, 1, 3, 0, 1, 1][row % 7])
        }
        func text(_ rows: [Row], hasWeights: Bool) -> String {
            let header = "a,b,\(hasWeights ? "w," : "")y,c\n"
            return header
                + rows.map { "\($0.features),\(hasWeights ? "\($0.weight)," : "")\($0.number),\($0.name)\n" }.joined()
        }
        try folder.write(text(rows, hasWeights: true), to: "weighted.csv")
        let repeated = rows.flatMap { Array(repeating: $0, count: $0.weight) }
        try folder.write(text(repeated, hasWeights: false), to: "repeated.csv")
        try folder.write(text(repeated.reversed(), hasWeights: false), to: "other.csv")
    }

    private var repeatedCount: Int { rows.reduce(0) { $0 + $1.weight } }

    /// - Parameter target: `y`, numbers, or `c`, classes.
    private func configure(_ target: String, training: String = "") throws {
        let kind = target == "y" ? "linear_regression" : "logistic_regression"
        for (name, keys, count) in [
            ("weighted", "weight: w, ", rows.count), ("repeated", "", repeatedCount),
        ] {
            try folder.write(
                """
                data:
                  file: {train: \(name).csv, validation: \(name).csv, test: \(name).csv, target: \(target), \(keys)drop: [\(target == "y" ? "c" : "y")]}
                  scale: standard
                model: {kind: \(kind)}
                training: {epochs: 150, batch_size: \(count), shards: 4, l2: 0.01\(training)}
                optimizer: {learning_rate: 0.2}
                """, to: "\(name).yaml")
        }
    }

    private func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-4 * max(abs(a), abs(b), 0.1) }

    @Test(
        "make a row count as often as they say, from the scaling to the measures",
        arguments: [
            ("y", ""), ("c", ""), ("c", ", class_weight: balanced"), ("c", ", class_weight: {yes: 3}"),
            ("y", ", early_stopping: {patience: 2, minimum_improvement: 0.001}"),
        ])
    func law(target: String, training: String) throws {
        try configure(target, training: training)
        for name in ["weighted", "repeated"] {
            let trained = try folder.lockstep("train", "\(name).yaml", "--quiet", "--output", name)
            try #require(trained.status == 0, "\(trained.errors)")
        }
        let (found, expected) = (try folder.json("weighted/summary.json"), try folder.json("repeated/summary.json"))
        let measures = target == "y" ? ["mse", "mae", "r2"] : ["loss", "accuracy"]
        for key in ["train_loss"] + measures.flatMap({ ["validation_\($0)", "test_\($0)"] }) {
            #expect(try close(found.number(key), expected.number(key)), "\(key)")
        }
        #expect(try found.number("training_rows") == Double(rows.count))
        // Weights in the file, and a file without any.
        for (data, count) in [("weighted.csv", rows.count), ("other.csv", repeatedCount)] {
            let evaluation = try folder.lockstep("evaluate", "weighted", "--data", data, "--json")
            try #require(evaluation.status == 0, "\(evaluation.errors)")
            let object = try JSONObject(evaluation.output)
            #expect(try object.number("rows") == Double(count))
            for key in measures {
                #expect(try close(object.number(key), found.number("test_\(key)")), "\(data), \(key)")
            }
        }
    }

    @Test("give the same bits with any number of workers, streamed too")
    func sameBits() throws {
        try configure("c", training: ", class_weight: balanced")
        let flags = ["--set", "training.batch_size=32", "--quiet"]
        let one = try folder.lockstep(["train", "weighted.yaml", "--output", "one", "--workers", "1"] + flags)
        let two = try folder.lockstep(["train", "weighted.yaml", "--output", "two", "--workers", "2"] + flags)
        let streamed = try folder.lockstep(
            ["train", "weighted.yaml", "--output", "three", "--set", "data.file.streamed=true"] + flags)
        #expect(one.status == 0 && one.digest != nil && one.digest == two.digest, "\(two.errors)")
        #expect(streamed.digest == one.digest, "\(streamed.errors)")
        let verified = try folder.lockstep(["verify", "weighted.yaml"] + flags)
        #expect(verified.status == 0, "\(verified.errors)")
    }

    @Test("are scikit-learn's sample_weight and class_weight", .enabled(if: Self.hasLearn))
    func scikitLearn() throws {
        try configure("c", training: ", class_weight: balanced")
        let trained = try folder.lockstep(
            "train", "weighted.yaml", "--quiet", "--output", "run", "--set", "training.epochs=4000", "--set",
            "optimizer.learning_rate=1")
        try #require(trained.status == 0, "\(trained.errors)")
        let printed = try PythonPeer.run(
            """
            import csv, os, sys
            import numpy as np
            from safetensors import safe_open
            from sklearn.linear_model import LogisticRegression
            from sklearn.preprocessing import StandardScaler
            os.chdir(sys.argv[1])
            rows = list(csv.DictReader(open("weighted.csv")))
            x = np.array([[float(r["a"]), float(r["b"])] for r in rows])
            c = np.array([r["c"] for r in rows])
            w = np.array([float(r["w"]) for r in rows])
            x = StandardScaler().fit(x, sample_weight=w).transform(x)
            # Balanced over what the rows weigh.
            balanced = w * np.array([w.sum() / (2 * w[c == name].sum()) for name in c])
            # C times the sum of losses, and half the squared norm: l2 = 1 / (C n).
            model = LogisticRegression(C=1 / (0.01 * balanced.sum()), tol=1e-10, max_iter=10000).fit(x, c, sample_weight=balanced)
            with safe_open("run/model.safetensors", "numpy") as f:
                print(f.metadata()["weight"])
                print(np.abs(f.get_tensor("weight") - model.coef_).max() < 1e-3)
                print(np.abs(f.get_tensor("bias") - model.intercept_).max() < 1e-3)
            """, folder.path)
        #expect(printed == "w\nTrue\nTrue\n")
    }

    @Test("that are none are refused, with their place")
    func mistakes() throws {
        try configure("y")
        func expect(_ field: String, _ message: String) throws {
            try folder.write("a,b,w,y,c\n1,2,1,3,no\n4,5,\(field),6,yes\n", to: "weighted.csv")
            try folder.expectRefusal(
                ["train", "weighted.yaml"], "\(folder.file("weighted.csv")):3: column w: \(message)\n")
        }
        try expect("-1", "found -1.0, expected a weight of at least 0")
        try expect("", "found nothing, expected a number")
        try expect("nan", "found \"nan\", expected a finite number")
        try expect("inf", "found \"inf\", expected a finite number")
        try expect("much", "found \"much\", expected a number")
        try folder.write("a,b,w,y,c\n1,2,0,3,no\n4,5,0,6,yes\n", to: "weighted.csv")
        try folder.expectRefusal(
            ["train", "weighted.yaml"],
            "\(folder.file("weighted.csv")): column w: found no weight above 0 in the training rows, expected at least one\n"
        )
        try folder.write("a,b,y,c\n1,2,3,no\n4,5,6,yes\n", to: "weighted.csv")
        try folder.expectRefusal(
            ["train", "weighted.yaml"], "\(folder.file("weighted.csv")):1: no column named \"w\"")
    }

    @Test("of classes that there are not are refused")
    func unknownClass() throws {
        try configure("c", training: ", class_weight: {maybe: 2}")
        try expectRefusal("training.class_weight: found class maybe, expected one of no, yes\n")
        try configure("c", training: ", class_weight: {no: 0, yes: 0}")
        try expectRefusal("training.class_weight: found zeros alone, expected a number above 0\n")
    }

    /// Whatever its place in the configuration.
    private func expectRefusal(_ message: String) throws {
        let outcome = try folder.lockstep("train", "weighted.yaml")
        #expect(outcome.status == 2 && outcome.errorLines.count == 1)
        #expect(
            outcome.errors.hasPrefix("lockstep: weighted.yaml:5:") && outcome.errors.hasSuffix(message),
            "\(outcome.errors)")
    }

    /// A version 1.0 file of NumPy's.
    private func write(_ numbers: [Float]) throws {
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(numbers.count),), }\n"
        let length = [UInt8(header.utf8.count), 0]
        let bytes = numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
        }
        _ = try folder.put([0x93] + Array("NUMPY".utf8) + [1, 0] + length + Array(header.utf8) + bytes, in: "w.npy")
    }

    @Test("have a file of their own beside arrays and sparse rows")
    func arrays() throws {
        let weights = rows.map(\.weight)
        let repeated = rows.indices.flatMap { Array(repeating: $0, count: weights[$0]) }
        func sparse(_ rows: [Int]) -> String {
            rows.map { row in
                let numbers = self.rows[row].features.split(separator: ",")
                return "\(self.rows[row].number) 1:\(numbers[0]) 3:\(numbers[1])\n"
            }.joined()
        }
        try folder.write(sparse(Array(rows.indices)), to: "weighted.libsvm")
        try folder.write(sparse(repeated), to: "repeated.libsvm")
        try write(weights.map { Float($0) })
        var losses: [Double] = []
        for (name, keys, count) in [
            ("weighted", ", train_weights: w.npy", rows.count), ("repeated", "", repeatedCount),
        ] {
            try folder.write(
                """
                data: {file: {train: \(name).libsvm\(keys)}, validation_fraction: 0, storage: sparse}
                model: {kind: linear_regression}
                training: {epochs: 100, batch_size: \(count), shards: 4}
                optimizer: {learning_rate: 0.01}
                """, to: "sparse.yaml")
            let trained = try folder.lockstep("train", "sparse.yaml", "--quiet", "--output", name)
            try #require(trained.status == 0, "\(trained.errors)")
            losses.append(try folder.json("\(name)/summary.json").number("train_loss"))
        }
        #expect(close(losses[0], losses[1]))
        let evaluations = try [
            ["--data", "weighted.libsvm", "--weights", "w.npy"], ["--data", "repeated.libsvm"],
            ["--data", "weighted.libsvm"],
        ].map { flags in
            let evaluation = try folder.lockstep(["evaluate", "weighted", "--json"] + flags)
            try #require(evaluation.status == 0, "\(evaluation.errors)")
            return try JSONObject(evaluation.output).number("mse")
        }
        #expect(close(evaluations[0], evaluations[1]) && !close(evaluations[0], evaluations[2]))
        try write([1, 2])
        try folder.expectRefusal(
            ["evaluate", "weighted", "--data", "weighted.libsvm", "--weights", "w.npy"],
            "w.npy: found 2 weights, expected 120, one for each row of weighted.libsvm\n")
        try write(weights.map { $0 == 3 ? -2 : Float($0) })
        try folder.expectRefusal(
            ["evaluate", "weighted", "--data", "weighted.libsvm", "--weights", "w.npy"],
            "w.npy: row 4: found -2, expected a weight of at least 0\n")
        try write(weights.map { _ in 0 })
        try folder.expectRefusal(
            ["evaluate", "weighted", "--data", "weighted.libsvm", "--weights", "w.npy"],
            "w.npy: found no weight above 0, expected at least one\n")
    }

    private static let hasLearn = (try? PythonPeer.run("import sklearn, safetensors")) != nil
}
