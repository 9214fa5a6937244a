import Datasets
import Measures

/// What holds between keys and what is known only when there are rows.
extension Configuration {
    /// The size of the pictures that rows are, as the configuration or else their file says it.
    /// - Parameters:
    ///   - featureCount: how many features a row has.
    ///   - shape: what the file says.
    /// - Throws: `ConfigurationError` where rows have another number of features.
    func imageShape(featureCount: Int, inFile shape: ImageShape? = nil) throws(ConfigurationError) -> ImageShape? {
        let key = Schema.Data.image
        guard let text = self[key], let given = ImageShape(text) else {
            return shape?.pixelCount == featureCount ? shape : nil
        }
        guard given.pixelCount == featureCount else {
            throw error(
                at: key, found: "\(given), which is \(given.pixelCount) pixels",
                expected: "as many as a row has features, \(featureCount)")
        }
        return given
    }

    /// - Parameter classCount: how many classes the rows have; nil where targets are numbers.
    /// - Throws: `ConfigurationError` where a measure or a threshold is not for so many classes.
    func check(classCount: Int?) throws(ConfigurationError) {
        guard let classCount else { return }
        let metrics = [
            (Schema.Training.EarlyStopping.section, Schema.Training.EarlyStopping.metric),
            (Schema.Sweep.section, Schema.Sweep.metric),
        ]
        for (section, key) in metrics where has(section) && !self[key].applies(toClassCount: classCount) {
            let others = Measure.allCases.filter { $0.applies(toClassCount: classCount) }.map(\.rawValue)
            throw error(at: key, found: self[key].rawValue, expected: Schema.ValueType.choice(others).expected)
                .since("there are \(classCount) classes")
        }
        let threshold = Schema.Training.DecisionThreshold.kind
        guard self[threshold] == .none || classCount == 2 else {
            throw error(at: threshold, found: self[threshold].rawValue, expected: "none")
                .since("there are \(classCount) classes, and a threshold decides between two")
        }
    }
}
