import Datasets
import Files
import Training

/// Predictions as lines of a CSV file: for a regression a column of the target's name; for classes the likeliest one,
/// and the probability of each.
struct PredictionText {
    private let targetName: String
    /// Whether single precision holds as much of a predicted number as matters.
    private let fitsFloat: Bool
    private let classes: ClassLabels?
    private let onlyProbabilities: Bool
    /// The names of classes as fields.
    private let fields: [String]
    /// The classes' own numbers, where all have one.
    private let classNumbers: [Double]?
    /// Whether single precision holds as much of every number as matters.
    var numbersFitFloat: Bool { fitsFloat && (classNumbers ?? []).allSatisfy { Double(Float($0)) == $0 } }

    init(of model: TrainedModel, onlyProbabilities: Bool) {
        targetName = model.targetName
        fitsFloat = model.targetScaling?.fitsFloat ?? true
        classes = model.classes
        self.onlyProbabilities = onlyProbabilities
        let names = model.classes?.names ?? []
        fields = names.map(CSVText.field)
        let numbers = names.compactMap { Int($0).flatMap { Double(exactly: $0) } }
        classNumbers = !names.isEmpty && numbers.count == names.count ? numbers : nil
    }

    /// The names of the columns.
    var header: String {
        let probabilities = classes?.names.map { "probability_\($0)" } ?? []
        return CSVText.line(((onlyProbabilities ? [] : [targetName]) + probabilities).map(CSVText.field))
    }

    /// A line for each row.
    func lines(_ predictions: Predictions) -> String {
        var text = ""
        for (row, value) in predictions.values.enumerated() {
            guard !fields.isEmpty else {
                text += (fitsFloat ? "\(Float(value))" : "\(value)") + "\n"
                continue
            }
            // A row that nothing was predicted for has nothing in its fields.
            guard !value.isNaN else {
                text += String(repeating: ",", count: fields.count - (onlyProbabilities ? 1 : 0)) + "\n"
                continue
            }
            if !onlyProbabilities { text += fields[Int(value)] }
            for (index, probability) in predictions.probabilities[row * fields.count..<(row + 1) * fields.count]
                .enumerated()
            {
                if index > 0 || !onlyProbabilities { text += "," }
                text += "\(probability)"
            }
            text += "\n"
        }
        return text
    }

    /// The predictions as files of numbers have them: values, or the classes' own numbers where all are numbers, or
    /// else their indices.
    func numbers(_ predictions: Predictions) -> [Double] {
        guard let classNumbers else { return predictions.values }
        return predictions.values.map { $0.isNaN ? .nan : classNumbers[Int($0)] }
    }
}
