package import Datasets
package import Measures
package import Training

/// How well a classification distinguishes its classes, and how far its probabilities can be trusted.
package struct ClassificationPicture: Sendable {
    /// Probabilities of about the same size.
    package struct Calibration: Sendable, Equatable {
        /// The mean of the probabilities.
        let probability: Double
        /// The share of them whose class is the row's.
        let share: Double
        /// How many these are.
        let rowCount: Int
    }

    /// What each decision threshold of the second of two classes comes to.
    package struct Decision: Sendable {
        /// Thresholds from high to low.
        let curve: ThresholdCurve
        /// The model's threshold; nil where the most probable class is predicted.
        let threshold: Double?
    }

    /// The classes in order.
    package let classes: [ClassRow]
    /// A row for each actual class, a column for each predicted one; nil for very many classes.
    package let confusionMatrix: [[Int]]?
    /// The probabilities of the second of two classes, or of each of more, in ten bins of equal width from 0 to 1, without
    /// the empty ones (DeGroot and Fienberg, The comparison and evaluation of forecasters, 1983).
    package let calibration: [Calibration]
    /// What each threshold comes to; nil where there are not two classes.
    package let decision: Decision?

    private static let binCount = 10

    /// Collects what is known of a classification.
    package init(
        _ sample: PredictionSample, _ measures: ClassificationMeasures, _ classes: ClassLabels, threshold: Float?
    ) {
        self.classes = measures.rows(names: classes.names)
        confusionMatrix = measures.confusionRows
        calibration = Self.calibration(of: sample, classCount: classes.count)
        decision = measures.rankings?.curve.map { Decision(curve: $0, threshold: threshold.map { Double($0) }) }
    }

    private static func calibration(of sample: PredictionSample, classCount: Int) -> [Calibration] {
        var sums = [(probability: Double, right: Int, count: Int)](repeating: (0, 0, 0), count: binCount)
        for (row, target) in sample.targets.enumerated() {
            for index in classCount == 2 ? 1..<2 : 0..<classCount {
                let probability = Double(sample.predictions.probabilities[row * classCount + index])
                guard probability.isFinite else { continue }
                let bin = min(max(Int(probability * Double(binCount)), 0), binCount - 1)
                sums[bin].probability += probability
                sums[bin].right += Double(index) == target ? 1 : 0
                sums[bin].count += 1
            }
        }
        return sums.filter { $0.count > 0 }.map { sum in
            Calibration(
                probability: sum.probability / Double(sum.count), share: Double(sum.right) / Double(sum.count),
                rowCount: sum.count)
        }
    }

    /// The members that `ClassReport` has too are the same as there.
    var members: [(key: String, value: JSONValue)] {
        let bins = calibration.map { bin in
            JSONValue.object([
                ("probability", .number(bin.probability)), ("share", .number(bin.share)),
                ("rows", .integer(bin.rowCount)),
            ])
        }
        return [
            ("classes", .array(classes.map(\.json))), ("confusion_matrix", .confusionMatrix(confusionMatrix)),
            ("calibration", .array(bins)),
        ] + (decision.map { [("decision", $0.json)] } ?? [])
    }

    init?(_ json: JSONValue) {
        guard let rows = json["classes"]?.elements, let bins = json["calibration"]?.elements else { return nil }
        classes = rows.compactMap(ClassRow.init)
        calibration = bins.compactMap { bin in
            guard let probability = bin["probability"]?.double, let share = bin["share"]?.double,
                let count = bin["rows"]?.integer
            else { return nil }
            return Calibration(probability: probability, share: share, rowCount: count)
        }
        decision = json["decision"].flatMap(Decision.init)
        let matrix = json["confusion_matrix"]?.elements?.compactMap { $0.elements?.compactMap(\.integer) }
        confusionMatrix = matrix.flatMap { [count = rows.count] matrix in
            matrix.count == count && matrix.allSatisfy { $0.count == count } ? matrix : nil
        }
        guard classes.count == rows.count else { return nil }
    }
}

extension ClassificationPicture.Decision {
    fileprivate var json: JSONValue {
        .object([
            ("threshold", threshold.map { .number($0) } ?? .null), ("positive_weight", .number(curve.positiveWeight)),
            ("negative_weight", .number(curve.negativeWeight)),
            (
                "points",
                .array(
                    curve.points.map {
                        .array([.float($0.threshold), .number($0.found), .number($0.mistaken)])
                    })
            ),
        ])
    }

    fileprivate init?(_ json: JSONValue) {
        guard let positives = json["positive_weight"]?.double, let negatives = json["negative_weight"]?.double,
            let points = json["points"]?.elements
        else { return nil }
        threshold = json["threshold"]?.double
        curve = ThresholdCurve(
            positiveWeight: positives, negativeWeight: negatives,
            points: points.compactMap { point in
                guard let numbers = point.numbers, numbers.count == 3 else { return nil }
                return ThresholdCurve.Point(threshold: Float(numbers[0]), found: numbers[1], mistaken: numbers[2])
            })
    }
}
