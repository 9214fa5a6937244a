package import Datasets
package import Measures
package import Training

/// How well a classification distinguishes its classes, and how far its probabilities can be trusted.
package struct ClassificationPicture: Sendable {
    /// Predictions of about the same confidence.
    package struct Calibration: Sendable, Equatable {
        /// The mean of the probabilities that the model gave its answers.
        let confidence: Double
        /// The share of answers that are right.
        let accuracy: Double
        /// How many answers these are.
        let rowCount: Int
    }

    /// The classes in order.
    package let classes: [ClassRow]
    /// A row for each actual class, a column for each predicted one; nil for very many classes.
    package let confusionMatrix: [[Int]]?
    /// Ten bins of equal width, without the empty ones (Guo et al. 2017, On Calibration of Modern Neural Networks).
    package let calibration: [Calibration]

    private static let binCount = 10

    /// Collects what is known of a classification.
    package init(_ sample: PredictionSample, _ measures: ClassificationMeasures, _ classes: ClassLabels) {
        self.classes = measures.rows(names: classes.names)
        confusionMatrix = measures.confusionRows
        calibration = Self.calibration(of: sample, classCount: classes.count)
    }

    private static func calibration(of sample: PredictionSample, classCount: Int) -> [Calibration] {
        var sums = [(confidence: Double, right: Int, count: Int)](repeating: (0, 0, 0), count: binCount)
        for (row, target) in sample.targets.enumerated() {
            let answer = sample.predictions.values[row]
            let confidence = Double(sample.predictions.probabilities[row * classCount + Int(answer)])
            guard confidence.isFinite else { continue }
            let bin = min(max(Int(confidence * Double(binCount)), 0), binCount - 1)
            sums[bin].confidence += confidence
            sums[bin].right += answer == target ? 1 : 0
            sums[bin].count += 1
        }
        return sums.filter { $0.count > 0 }.map { sum in
            Calibration(
                confidence: sum.confidence / Double(sum.count), accuracy: Double(sum.right) / Double(sum.count),
                rowCount: sum.count)
        }
    }

    /// The members that `ClassReport` has too are the same as there.
    var members: [(key: String, value: JSONValue)] {
        let bins = calibration.map { bin in
            JSONValue.object([
                ("confidence", .number(bin.confidence)), ("accuracy", .number(bin.accuracy)),
                ("rows", .integer(bin.rowCount)),
            ])
        }
        return [
            ("classes", .array(classes.map(\.json))), ("confusion_matrix", .confusionMatrix(confusionMatrix)),
            ("calibration", .array(bins)),
        ]
    }

    init?(_ json: JSONValue) {
        guard let rows = json["classes"]?.elements, let bins = json["calibration"]?.elements else { return nil }
        classes = rows.compactMap(ClassRow.init)
        calibration = bins.compactMap { bin in
            guard let confidence = bin["confidence"]?.double, let accuracy = bin["accuracy"]?.double,
                let count = bin["rows"]?.integer
            else { return nil }
            return Calibration(confidence: confidence, accuracy: accuracy, rowCount: count)
        }
        let matrix = json["confusion_matrix"]?.elements?.compactMap { $0.elements?.compactMap(\.integer) }
        confusionMatrix = matrix.flatMap { [count = rows.count] matrix in
            matrix.count == count && matrix.allSatisfy { $0.count == count } ? matrix : nil
        }
        guard classes.count == rows.count else { return nil }
    }
}
