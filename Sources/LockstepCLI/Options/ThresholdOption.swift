import ArgumentParser
import Datasets
import Training

/// The decision threshold of a model of two classes.
struct ThresholdOption: ParsableArguments {
    @Option(
        help: """
            The least probability of the second of two classes with which it is predicted, from 0 to 1; that of the model \
            where it is not given, or else the most probable class is predicted.
            """)
    var threshold: Float?

    /// The model with this threshold, where it is given.
    func applied(to model: TrainedModel) throws(Failure) -> TrainedModel {
        guard let threshold else { return model }
        guard (0...1).contains(threshold) else {
            throw .usage("--threshold: found \(threshold), expected a number from 0 to 1")
        }
        guard model.classes?.count == 2 else {
            let found = model.classes.map { "a model of \($0.count) classes" } ?? "a model of a number"
            throw .usage("--threshold: found \(found), expected one of two classes")
        }
        var model = model
        model.threshold = threshold
        return model
    }
}
