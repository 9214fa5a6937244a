import Files
import Studies

extension InferenceRefusal {
    /// Why there are no standard errors, and what would help, as a sentence without its full stop.
    var sentence: String {
        switch self {
        case .otherModel:
            "they are of linear regression with the squared loss and of logistic regression"
        case .penalised(let key, let value):
            "the model is penalised (\(key) \(value)), and they are those of maximum likelihood; train with --set \(key)=0"
        case .weightedClasses:
            "classes have weights (training.class_weight), so that rows do not count as often as they were seen; "
                + "train with --set training.class_weight=none"
        case .offset(let name):
            "\(OneLine.quoted(name)) is added to the score as it is (data.file.offset), and they are of models without it"
        case .noRows: "a model's file has no rows; name its run"
        case .tooManyFeatures(let count):
            "\(Format.count(count, "feature")) are more than the \(Format.grouped(CoefficientInference.mostFeatures)) "
                + "whose matrix is inverted"
        case .tooFewRows(let count):
            "\(Format.count(count, "training row")) are no more than the numbers to estimate"
        case .collinear(let feature):
            "\(Self.name(feature)) is a combination of the features before it, to the last digits; leave it out "
                + "(data.file.columns)"
        case .notAtOptimum(let feature, let distance):
            "the model is not at its optimum: \(Self.name(feature)) is "
                + "\(distance.isFinite ? Format.threeSignificant(distance) : "many") standard errors away; train longer, with "
                + "a learning rate that falls to 0 (optimizer.schedule)"
        case .separated:
            "a weighted sum tells the classes apart without an error, so that better coefficients have no end"
        }
    }

    private static func name(_ feature: String?) -> String { feature.map { OneLine.quoted($0) } ?? "the bias" }
}
