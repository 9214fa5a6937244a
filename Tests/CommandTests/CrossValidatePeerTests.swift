import Foundation
import TestSupport
import Testing

/// Cross-validation of scikit-learn's models on sets that everybody knows, or that are like these.
@Suite("lockstep crossvalidate beside scikit-learn", .needs(.python("sklearn")), .serialized)
struct CrossValidatePeerTests {
    /// A set, and what is comparable.
    struct Subject: CustomTestStringConvertible, Sendable {
        let name: String
        let target: String
        let measure: String
        /// How far a fold's score may be from that of scikit-learn's model of the same rows.
        let tolerance: Double
        var testDescription: String { name }
    }

    private struct Peer: Decodable {
        /// The scores of scikit-learn's model on the same folds.
        let sameFolds: [Double]
        /// The scores of `cross_validate`, on folds of its own.
        let ownFolds: [Double]
    }

    /// Writes `NAME.csv`; with `adult` a table of names and numbers with a rare class.
    private static let making = """
        import sys, numpy as np
        from sklearn.datasets import load_digits, load_diabetes
        path, name = sys.argv[1:]
        random = np.random.default_rng(1)
        if name == "adult":
            n = 3000
            jobs = np.array(["clerk", "sales", "craft", "farm", "tech", "exec"])
            age, hours = random.integers(17, 80, n), np.clip(random.normal(40, 10, n), 5, 90).round()
            job, school = random.integers(0, 6, n), random.integers(0, 4, n)
            z = 0.05 * (age - 40) + 0.06 * (hours - 40) + np.array([-1, 0, 0.4, -2, 1, 2])[job] + 0.8 * school - 3.5
            rich = random.random(n) < 1 / (1 + np.exp(-z))
            names, rows = "age,hours,job,school,income", [
                f"{a},{h},{jobs[j]},s{s},{'>50K' if r else '<=50K'}" for a, h, j, s, r in zip(age, hours, job, school, rich)]
        else:
            data = load_digits() if name == "digits" else load_diabetes()
            names = ",".join([f"f{i}" for i in range(data.data.shape[1])] + ["target"])
            rows = [",".join(map(repr, r + [t])) for r, t in zip(data.data.tolist(), data.target.tolist())]
        with open(path, "w") as f: f.write("\\n".join([names] + rows) + "\\n")
        """

    private static let measuring = """
        import sys, json, struct, warnings, numpy as np, pandas as pd
        warnings.filterwarnings("ignore")
        from sklearn.compose import make_column_transformer
        from sklearn.linear_model import LinearRegression, LogisticRegression
        from sklearn.model_selection import KFold, StratifiedKFold, cross_validate
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import OneHotEncoder, StandardScaler
        path, target, folds, l2 = sys.argv[1:]
        table = pd.read_csv(path)
        x, y = table.drop(columns=target), table[target]
        def rows(fold):
            with open(f"{folds}/predictions-{fold}.safetensors", "rb") as f: data = f.read()
            size = struct.unpack("<Q", data[:8])[0]
            start, end = json.loads(data[8:8 + size])["rows"]["data_offsets"]
            return np.frombuffer(data[8 + size + start:8 + size + end], "<f8").astype(int)
        splits = [(np.setdiff1d(np.arange(len(x)), test), test) for test in map(rows, range(1, 6))]
        names = [c for c in x if x[c].dtype.kind not in "if"]
        columns = make_column_transformer((OneHotEncoder(handle_unknown="ignore"), names), remainder=StandardScaler())
        isClasses = y.dtype.kind != "f"
        c = 1 / (max(float(l2), 1e-9) * len(x) * 0.8)
        model = make_pipeline(columns, LogisticRegression(C=c, max_iter=2000) if isClasses else LinearRegression())
        own = (StratifiedKFold if isClasses else KFold)(5, shuffle=True, random_state=0)
        print(json.dumps({
            "sameFolds": cross_validate(model, x, y, cv=splits)["test_score"].tolist(),
            "ownFolds": cross_validate(model, x, y, cv=own)["test_score"].tolist()}))
        """

    @Test(
        "scores every fold as scikit-learn's model of the same rows does, and on average within noise of its own folds",
        arguments: [
            Subject(name: "digits", target: "target", measure: "accuracy", tolerance: 0.03),
            Subject(name: "diabetes", target: "target", measure: "r2", tolerance: 0.02),
            Subject(name: "adult", target: "income", measure: "accuracy", tolerance: 0.01),
        ])
    func scores(subject: Subject) throws {
        let folder = try ScratchFolder()
        try PythonPeer.run(Self.making, folder.file("rows.csv"), subject.name)
        let task = subject.name == "diabetes" ? "regression" : "classification"
        let outcome = try folder.lockstep(
            "crossvalidate", "rows.csv", "--target", subject.target, "--task", task, "--folds", "5", "--output", "out",
            "--quiet", "--json", "--set", "training.l2=0.001")
        try #require(outcome.status == 0, "\(outcome.errors)")
        let results = try #require(JSONObject(outcome.output).members["results"] as? [[String: Any]])
        let found = results.compactMap { ($0["measures"] as? [String: Any])?[subject.measure] as? Double }
        let text = try PythonPeer.run(
            Self.measuring, folder.file("rows.csv"), subject.target, folder.file("out/folds"), "0.001")
        let peer = try JSONDecoder().decode(Peer.self, from: Data(text.utf8))
        #expect(found.count == 5)
        for (a, b) in zip(found, peer.sameFolds) {
            #expect(abs(a - b) <= subject.tolerance, "\(found), scikit-learn \(peer.sameFolds)")
        }
        func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }
        func variance(_ numbers: [Double]) -> Double {
            numbers.map { ($0 - mean(numbers)) * ($0 - mean(numbers)) }.reduce(0, +) / Double(numbers.count - 1)
        }
        let noise = ((variance(found) + variance(peer.ownFolds)) / 5).squareRoot()
        #expect(abs(mean(found) - mean(peer.ownFolds)) <= 3 * noise + 0.005, "\(found), scikit-learn \(peer.ownFolds)")
    }
}
