import Datasets
import KernelTable
import Measures
import Models
import Training
import Vocabulary

/// What holds between keys, beyond each key's own range and condition.
extension Configuration {
    mutating func applyRules() throws(ConfigurationError) {
        if has(Schema.Data.Synthetic.section) {
            try matchWeightsAndFeatures()
            try matchTargetsAndLoss()
            try matchClassesAndModel()
        }
        if has(Schema.Data.File.section) {
            try matchFilesAndTargets()
            try matchOffset()
        }
        try matchStorage()
        try matchSolver()
        try matchClassWeights()
        try matchTargetScale()
        try readImage()
        try chooseHeldOutRows()
        if has(Schema.Training.EarlyStopping.section) {
            try requireValidationRows(for: Schema.Training.EarlyStopping.section.path)
            try matchMetric(Schema.Training.EarlyStopping.metric)
        }
        let plateau = Schema.Optimizer.Schedule.metric
        if has(plateau) {
            if self[plateau] != .loss { try requireValidationRows(for: plateau.path) }
            try matchMetric(plateau)
        }
        try matchDecisionThreshold()
        try matchStartAndFold()
        if has(Schema.Sweep.section) {
            try requireValidationRows(for: Schema.Sweep.section.path)
            try matchMetric(Schema.Sweep.metric)
            try matchHalvingAndEpochs()
        }
        if has(Schema.Optimizer.nesterov) {
            try requireMomentum()
        }
    }

    /// There is one true weight for each feature; where only the weights are given, there are as many features.
    private mutating func matchWeightsAndFeatures() throws(ConfigurationError) {
        typealias Synthetic = Schema.Data.Synthetic
        guard has(Synthetic.weights), let weights = self[Synthetic.weights] else { return }
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

    /// Losses are for targets that are numbers or for targets that are classes; numbers that are made are of any size.
    private func matchTargetsAndLoss() throws(ConfigurationError) {
        typealias Model = Schema.Model
        let (target, targetKind) = (Schema.Data.Synthetic.kind, self[Schema.Data.Synthetic.kind])
        let (model, loss) = (self[Model.kind], self[Model.loss])
        guard loss.hasClasses != targetKind.hasClasses || loss.targetRange != .any else { return }
        // Where the model could have another loss, the loss is the mistake; otherwise the model is.
        let losses = model.losses.filter { $0.hasClasses == targetKind.hasClasses && $0.targetRange == .any }
        let isLoss = !losses.isEmpty
        if isLoss, loss.targetRange != .any {
            throw mismatch(at: Model.loss, expected: losses, since: fact(of: target))
        }
        let place = isLoss ? location(of: Model.loss) : location(of: Model.kind)
        guard isGiven(target), !place.isEarlier(than: location(of: target)) else {
            let kinds = Schema.SyntheticKind.allCases.filter { $0.hasClasses == loss.hasClasses }
            throw mismatch(at: target, expected: kinds, since: isLoss ? fact(of: Model.loss) : fact(of: Model.kind))
        }
        if isLoss {
            throw mismatch(at: Model.loss, expected: losses, since: fact(of: target))
        }
        let models = Architecture.Kind.allCases.filter { model in
            model.losses.contains { $0.hasClasses == targetKind.hasClasses }
        }
        throw mismatch(at: Model.kind, expected: models, since: fact(of: target))
    }

    /// A logistic regression distinguishes two classes.
    private mutating func matchClassesAndModel() throws(ConfigurationError) {
        let key = Schema.Data.Synthetic.classes
        guard has(key), self[Schema.Model.kind] == .logisticRegression else { return }
        guard isGiven(key) else {
            self[key] = 2
            return
        }
        guard self[key] == 2 else {
            throw error(at: key, found: Numerals.text(self[key]), expected: "2").since(fact(of: Schema.Model.kind))
        }
    }

    /// Only classes have weights.
    private func matchClassWeights() throws(ConfigurationError) {
        let key = Schema.Training.classWeight
        guard let setting = self[key].setting, setting != .text("none"), !self[Schema.Model.loss].hasClasses else {
            return
        }
        throw error(at: key, found: ConfigurationWriter.text(of: setting, as: .classWeighting), expected: "none")
            .since("the model predicts a number")
    }

    private func readImage() throws(ConfigurationError) {
        let key = Schema.Data.image
        guard let text = self[key], ImageShape(text) == nil else { return }
        throw error(at: key, found: text.shortened, expected: "lines and columns, such as 28x28")
    }

    /// Only numbers have a scale, and those of a loss with a range stay in it.
    private func matchTargetScale() throws(ConfigurationError) {
        let key = Schema.Data.scaleTarget
        let loss = self[Schema.Model.loss]
        guard self[key] != .none, loss.hasClasses || loss.targetRange != .any else { return }
        throw error(at: key, found: self[key].rawValue, expected: "none")
            .since(loss.hasClasses ? "the model predicts a class" : fact(of: Schema.Model.loss))
    }

    /// Some measures are of classes, some of numbers, some of certain losses.
    private func matchMetric(_ key: Schema.Key<Measure>) throws(ConfigurationError) {
        let loss = self[Schema.Model.loss]
        guard !self[key].judges(loss) else { return }
        let others = Measure.allCases.filter { $0.judges(loss) }.map(\.rawValue)
        let isOfOtherTargets = self[key].targets == (loss.hasClasses ? .numbers : .classes)
        throw error(at: key, found: self[key].rawValue, expected: Schema.ValueType.choice(others).expected)
            .since(
                isOfOtherTargets
                    ? "the model predicts a \(loss.hasClasses ? "class" : "number")" : fact(of: Schema.Model.loss))
    }

    /// A fold is predicted by models that have not seen it; another one may have.
    private func matchStartAndFold() throws(ConfigurationError) {
        let key = Schema.Training.start
        guard let found = self[key], self[Schema.Data.fold] != nil else { return }
        throw error(at: key, found: found, expected: "none")
            .since("rows are in folds, which a model to begin with may have seen")
    }

    /// A threshold decides between classes, and is chosen on validation rows.
    private func matchDecisionThreshold() throws(ConfigurationError) {
        let key = Schema.Training.DecisionThreshold.kind
        guard self[key] != .none else { return }
        guard self[Schema.Model.loss].hasClasses else {
            throw error(at: key, found: self[key].rawValue, expected: "none").since("the model predicts a number")
        }
        try requireValidationRows(for: key.path)
    }

    /// Early stopping and thresholds go by validation rows, and a sweep ranks by them, or by those of folds.
    private func requireValidationRows(for path: String) throws(ConfigurationError) {
        let key = Schema.Data.validationFraction
        if path == Schema.Sweep.section.path, self[Schema.Data.folds] != nil { return }
        let file = Schema.Data.File.validation
        let hasFile = has(file) && self[file] != nil
        guard self[key] == 0, !hasFile else { return }
        throw error(at: key, found: "0", expected: "a number above 0\(has(file) ? ", or \(file.path)" : "")")
            .since("\(path) is given")
    }

    /// The rounds of successive halving decide on epochs themselves.
    private func matchHalvingAndEpochs() throws(ConfigurationError) {
        typealias Sweep = Schema.Sweep
        guard self[Sweep.method] == .halving else { return }
        let epochs = Schema.Training.epochs
        if self[Sweep.parameters].parameters.contains(where: { $0.path == epochs.path }) {
            throw error(at: Sweep.parameters, found: epochs.path, expected: "other keys")
                .since("\(Sweep.method.path) is halving")
        }
        guard self[Sweep.minimumEpochs] <= self[epochs] else {
            throw error(
                at: Sweep.minimumEpochs, found: Numerals.text(self[Sweep.minimumEpochs]),
                expected: "at most \(Numerals.text(self[epochs])), the value of \(epochs.path)")
        }
    }

    /// Nesterov's look ahead is along the momentum.
    private func requireMomentum() throws(ConfigurationError) {
        typealias Optimizer = Schema.Optimizer
        guard self[Optimizer.nesterov], self[Optimizer.momentum] == 0 else { return }
        throw error(at: Optimizer.nesterov, found: "true", expected: "false").since("\(Optimizer.momentum.path) is 0")
    }

    func fact<Word: Choice>(of key: Schema.Key<Word>) -> String {
        "\(key.path) is \(self[key].rawValue)"
    }

    private func mismatch<Word: Choice>(
        at key: Schema.Key<Word>, expected: [Word], since fact: String
    ) -> ConfigurationError {
        let expected = Schema.ValueType.choice(expected.map(\.rawValue)).expected
        guard isGiven(key) else {
            return ConfigurationError(at: location(of: key), path: key.path, problem: "not given, expected \(expected)")
                .since(fact)
        }
        return error(at: key, found: self[key].rawValue, expected: expected).since(fact)
    }
}
