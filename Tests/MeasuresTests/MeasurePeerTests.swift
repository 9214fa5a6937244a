import Foundation
import Measures
import TestSupport
import Testing

/// Every measure beside scikit-learn's, on rows with ties, weights, one class, one row.
@Suite("Measures are scikit-learn's", .needs(.python("sklearn")))
struct MeasurePeerTests {
    struct Case: Encodable, CustomStringConvertible {
        var classCount: Int?
        /// A probability for each class, or one prediction.
        var outputs: [[Float]]
        var targets: [Float]
        var weights: [Float]?
        var quantile = 0.5
        var deviance: UInt64?
        let description: String

        init(_ description: String, classCount: Int?) {
            self.description = description
            self.classCount = classCount
            (outputs, targets) = ([], [])
        }
    }

    private static func cases() -> [Case] {
        var random = SplitMix(state: 2)
        var cases: [Case] = []
        for classCount in [2, 3, 7] {
            for (rowCount, name) in [(1, "one row"), (2, "two rows"), (40, "few rows"), (700, "many rows")] {
                for weighs in [false, true] {
                    var made = Case("\(name), \(classCount) classes, weights \(weighs)", classCount: classCount)
                    for _ in 0..<rowCount {
                        // Coarse, so that many scores are equal.
                        let parts = (0..<classCount).map { _ in Float(Int.random(in: 1...5, using: &random)) }
                        let sum = parts.reduce(0, +)
                        made.outputs.append(parts.map { $0 / sum })
                        made.targets.append(Float(Int.random(in: 0..<classCount, using: &random)))
                    }
                    if weighs { made.weights = weights(rowCount, &random) }
                    cases.append(made)
                }
            }
        }
        for (actual, name) in [(0, "no row of the second class"), (1, "all rows of it")] {
            var made = Case(name, classCount: 2)
            made.outputs = [[0.25, 0.75], [0.5, 0.5], [0.875, 0.125]]
            made.targets = Array(repeating: Float(actual), count: 3)
            cases.append(made)
        }
        var oneAnswer = Case("one class is said of all rows", classCount: 3)
        oneAnswer.outputs = Array(repeating: [0.5, 0.25, 0.25], count: 4)
        oneAnswer.targets = [0, 1, 2, 1]
        cases.append(oneAnswer)
        for rowCount in [1, 2, 33, 700] {
            for weighs in [false, true] {
                var made = Case("\(rowCount) numbers, weights \(weighs)", classCount: nil)
                made.targets = (0..<rowCount).map { _ in Float(Int.random(in: -40...40, using: &random)) / 8 + 0.0625 }
                made.outputs = made.targets.map { [$0 + Float(Int.random(in: -4...5, using: &random)) / 4] }
                if weighs { made.weights = weights(rowCount, &random) }
                made.quantile = 0.9
                cases.append(made)
            }
        }
        for deviance in [Deviance.poisson, .gamma] {
            for rowCount in [1, 2, 33, 700] {
                for weighs in [false, true] {
                    var made = Case("\(rowCount) numbers, \(deviance), weights \(weighs)", classCount: nil)
                    made.targets = (0..<rowCount).map { _ in
                        Float(Int.random(in: deviance == .poisson ? 0...40 : 1...40, using: &random)) / 8
                    }
                    made.outputs = made.targets.map { [$0 + Float(Int.random(in: 1...8, using: &random)) / 16] }
                    if weighs { made.weights = weights(rowCount, &random) }
                    made.deviance = deviance.rawValue
                    cases.append(made)
                }
            }
        }
        var constant = Case("equal targets", classCount: nil)
        constant.targets = [0.1, 0.1, 0.1]
        constant.outputs = [[0], [1], [2]]
        cases.append(constant)
        var zero = Case("a target of 0", classCount: nil)
        zero.targets = [0, 1, 2, 5]
        zero.outputs = [[0], [1], [2], [4]]
        cases.append(zero)
        return cases
    }

    private static func weights(_ count: Int, _ random: inout SplitMix) -> [Float] {
        (0..<count).map { $0 == 0 ? 1 : Float(Int.random(in: 0...9, using: &random)) / 4 }
    }

    private func values(_ made: Case) -> MeasuredValues {
        let rows = made.targets.indices
        let weights = made.weights ?? rows.map { _ in 1 }
        guard let classCount = made.classCount else {
            let predictions = made.outputs.map { $0[0] }
            var sums = RegressionSums(
                quantile: made.quantile, deviance: made.deviance.flatMap(Deviance.init(rawValue:)))
            sums.add(
                predictions: predictions, targets: made.targets, losses: predictions, weights: weights,
                count: rows.count)
            let errors = zip(predictions, made.targets).map { abs($0 - $1) }
            let kept = RowScores(scoresPerRow: 1, scores: errors, classes: [], weights: made.weights ?? [])
            return RegressionMeasures(sums, medianAbsoluteError: kept.median).values
        }
        var sums = ClassificationSums(classCount: classCount)
        for row in rows {
            let output = made.outputs[row]
            let actual = Int(made.targets[row])
            sums.add(
                predicted: output.firstIndex(of: output.max()!)!, actual: actual, loss: -log(Double(output[actual])),
                probabilities: output, weight: Double(weights[row]))
        }
        let kept = RowScores(
            scoresPerRow: classCount, scores: made.outputs.flatMap { $0 }, classes: made.targets,
            weights: made.weights ?? [])
        let rankings = kept.rankings(classCount: classCount) { count, body in (0..<count).forEach(body) }
        return ClassificationMeasures(sums, rankings: rankings).values
    }

    private static let program = """
        import json, sys, warnings
        import numpy as np
        from sklearn.metrics import *
        warnings.simplefilter("ignore")
        def classes(case, y, p, w):
            k, n = case["classCount"], len(y)
            said = p.argmax(axis=1)
            found = {}
            present, spoken = set(y), set(said)
            binary = k == 2
            scores = p[:, 1] if binary else p
            whole = len(present) == k
            hot = np.eye(k)[y]
            if binary:
                found["roc_auc"] = roc_auc_score(y, scores, sample_weight=w) if whole else None
                found["average_precision"] = (
                    average_precision_score(y, scores, sample_weight=w) if 1 in present else None)
                found["precision"] = precision_score(y, said, sample_weight=w) if 1 in spoken else None
                found["recall"] = recall_score(y, said, sample_weight=w) if 1 in present else None
                found["f1"] = f1_score(y, said, sample_weight=w) if 1 in present | spoken else None
                found["brier_score"] = brier_score_loss(y, scores, sample_weight=w, pos_label=1)
            else:
                for name, average in ("roc_auc", "macro"), ("roc_auc_weighted", "weighted"):
                    found[name] = (
                        roc_auc_score(y, scores, multi_class="ovr", average=average, sample_weight=w)
                        if whole else None) if w is None else (
                        roc_auc_score(hot, scores, average=average, sample_weight=w) if whole else None)
                found["average_precision"] = (
                    average_precision_score(hot, scores, average="macro", sample_weight=w) if whole else None)
                found["brier_score"] = brier_score_loss(y, p, sample_weight=w, labels=range(k))
            if k > 5:
                found["top_5_accuracy"] = top_k_accuracy_score(y, p, k=5, labels=range(k), sample_weight=w)
            found["log_loss"] = log_loss(y, p, labels=range(k), sample_weight=w)
            found["accuracy"] = accuracy_score(y, said, sample_weight=w)
            found["balanced_accuracy"] = balanced_accuracy_score(y, said, sample_weight=w)
            found["precision_macro"] = precision_score(
                y, said, average="macro", sample_weight=w, zero_division=np.nan)
            found["f1_macro"] = f1_score(y, said, average="macro", sample_weight=w)
            found["f1_weighted"] = f1_score(y, said, average="weighted", sample_weight=w)
            found["matthews_correlation"] = (
                matthews_corrcoef(y, said, sample_weight=w) if len(present) > 1 and len(spoken) > 1 else None)
            found["cohen_kappa"] = (
                cohen_kappa_score(y, said, sample_weight=w, labels=range(k)) if len(present | spoken) > 1 else None)
            weight = np.ones(n) if w is None else w
            confidence = p.max(axis=1).astype(np.float64)
            bins = np.clip(np.ceil(confidence * 15) - 1, 0, 14)
            found["expected_calibration_error"] = sum(
                abs(np.sum((weight * ((said == y) - confidence))[bins == b])) for b in range(15)) / weight.sum()
            return found
        def numbers(case, y, p, w):
            p = p[:, 0]
            several = len(set(y)) > 1
            power = case.get("deviance")
            found = {} if power is None else {
                "deviance": mean_tweedie_deviance(y, p, sample_weight=w, power=power),
                "d2": d2_tweedie_score(y, p, sample_weight=w, power=power) if several else None,
            }
            return found | {
                "mse": mean_squared_error(y, p, sample_weight=w),
                "rmse": root_mean_squared_error(y, p, sample_weight=w),
                "mae": mean_absolute_error(y, p, sample_weight=w),
                "median_absolute_error": median_absolute_error(y, p, sample_weight=w),
                "mape": None if 0 in y else mean_absolute_percentage_error(y, p, sample_weight=w),
                "r2": r2_score(y, p, sample_weight=w) if several else None,
                "explained_variance": explained_variance_score(y, p, sample_weight=w) if several else None,
                "pinball_loss": mean_pinball_loss(y, p, sample_weight=w, alpha=case["quantile"]),
            }
        answers = []
        for case in json.loads(sys.argv[1]):
            # Numbers are of single precision, and are compared in double precision.
            y, p = (np.array(case[key], dtype=np.float32).astype(np.float64) for key in ("targets", "outputs"))
            w = np.array(case["weights"]) if case.get("weights") else None
            if w is not None:
                y, p, w = y[w > 0], p[w > 0], w[w > 0]
            found = numbers(case, y, p, w) if case.get("classCount") is None else classes(case, y.astype(int), p, w)
            answers.append({name: None if value is None else float(value) for name, value in found.items()})
        print(json.dumps(answers))
        """

    @Test func equal() throws {
        let cases = Self.cases()
        let text = String(decoding: try JSONEncoder().encode(cases), as: UTF8.self)
        let answers = try JSONDecoder().decode(
            [[String: Double?]].self, from: Data(try PythonPeer.run(Self.program, text).utf8))
        try #require(answers.count == cases.count)
        var compared: Set<Measure> = []
        for (made, expected) in zip(cases, answers) {
            let found = values(made)
            for (name, number) in expected {
                let measure = try #require(Measure(rawValue: name))
                let value = try #require(found[measure], "\(made): \(name)")
                compared.insert(measure)
                guard let number else {
                    #expect(value.reason?.isEmpty == false, "\(made): \(name) \(value)")
                    continue
                }
                #expect(
                    abs((value.number ?? .nan) - number) <= 1e-6 * max(1, abs(number)),
                    "\(made): \(name) \(value), \(number)")
            }
        }
        let others: Set<Measure> = [.loss, .klDivergence, .residualStandardDeviation, .gaussianNLL]
        #expect(compared == Set(Measure.allCases).subtracting(others))
    }
}
