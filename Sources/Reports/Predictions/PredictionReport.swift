public import Datasets
import Measures
import Models
public import Training

/// What `predictions.json` holds: a model's predictions compared with the truth, for the plots of a report.
public struct PredictionReport: Sendable {
    /// Which rows they are of: `test`, `validation` or `training`.
    package let split: String
    /// What is shown of them.
    package let content: Content

    /// What is shown of the predictions.
    package enum Content: Sendable {
        /// Of a model that predicts a number.
        case regression(RegressionPicture)
        /// Of a model that predicts a class.
        case classification(ClassificationPicture)
    }

    /// Compares predictions with the truth.
    /// - Parameters:
    ///   - sample: predictions and true values.
    ///   - split: which rows they are of.
    ///   - evaluation: the measures of all those rows; nil to measure the sample.
    ///   - classes: the classes, for a classification.
    ///   - threshold: the model's decision threshold; nil where it has none.
    public init(
        _ sample: PredictionSample, of split: String, evaluation: Evaluation?, classes: ClassLabels?,
        threshold: Float? = nil
    ) {
        self.split = split
        guard let classes else {
            content = .regression(RegressionPicture(sample))
            return
        }
        let measures =
            if case .classification(let measures) = evaluation { measures } else { sample.classificationMeasures }
        content = .classification(ClassificationPicture(sample, measures, classes, threshold: threshold))
    }

    /// The document.
    public var json: JSONValue {
        switch content {
        case .regression(let picture): .object([("split", .string(split))] + picture.members)
        case .classification(let picture): .object([("split", .string(split))] + picture.members)
        }
    }

    /// Reads the document; nil where it is not one.
    package init?(_ json: JSONValue) {
        guard let split = json["split"]?.string else { return nil }
        self.split = split
        if let picture = RegressionPicture(json) {
            content = .regression(picture)
        } else if let picture = ClassificationPicture(json) {
            content = .classification(picture)
        } else {
            return nil
        }
    }
}

extension PredictionSample {
    /// Without losses, which the pictures do not show.
    fileprivate var classificationMeasures: ClassificationMeasures {
        guard case .classification(let classCount) = predictions.task else {
            preconditionFailure("a sample of a regression")
        }
        var sums = ClassificationSums(classCount: classCount)
        predictions.probabilities.withUnsafeBufferPointer { probabilities in
            for (row, target) in targets.enumerated() {
                sums.add(
                    predicted: Int(predictions.values[row]), actual: Int(target), loss: 0,
                    probabilities: probabilities.baseAddress! + row * classCount)
            }
        }
        let scores = RowScores(
            scoresPerRow: classCount, scores: predictions.probabilities, classes: targets.map { Float($0) },
            weights: [])
        return ClassificationMeasures(
            sums, rankings: scores.rankings(classCount: classCount) { count, body in (0..<count).forEach(body) })
    }
}
