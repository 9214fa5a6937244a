import Measures

/// What holds between keys and the number of classes, which is known only when there are rows.
extension Configuration {
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
