/// What holds between keys, beyond each key's own range.
extension Configuration {
    mutating func applyRules() throws(ConfigurationError) {
        if has(Schema.Data.Synthetic.section) {
            try matchWeightsAndFeatures()
        }
        if has(Schema.Data.File.section) {
            try chooseValidationRows()
        }
    }

    /// There is one true weight for each feature; where only the weights are given, they tell the number of features.
    private mutating func matchWeightsAndFeatures() throws(ConfigurationError) {
        typealias Synthetic = Schema.Data.Synthetic
        guard let weights = self[Synthetic.weights] else { return }
        guard isGiven(Synthetic.features) else {
            self[Synthetic.features] = weights.count
            return
        }
        let features = self[Synthetic.features]
        guard weights.count == features else {
            throw error(
                at: Synthetic.weights,
                found: "\(Numerals.text(weights.count)) \(weights.count == 1 ? "number" : "numbers")",
                expected: "\(Numerals.text(features)), as many as \(Synthetic.features.path)")
        }
    }

    /// Validation rows come from a file of their own or from the training rows, not from both.
    private mutating func chooseValidationRows() throws(ConfigurationError) {
        guard self[Schema.Data.File.validation] != nil else { return }
        let key = Schema.Data.validationFraction
        guard isGiven(key) else {
            self[key] = 0
            return
        }
        guard self[key] == 0 else {
            throw error(
                at: key, found: Numerals.text(self[key]),
                expected: "0, since \(Schema.Data.File.validation.path) is given")
        }
    }
}
