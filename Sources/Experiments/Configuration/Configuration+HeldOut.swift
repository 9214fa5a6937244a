import Datasets
import KernelTable

/// Which rows are held out, and what follows from that.
extension Configuration {
    /// Held-out rows come from a file of their own or from the training rows, not from both.
    mutating func chooseHeldOutRows() throws(ConfigurationError) {
        typealias Data = Schema.Data
        for (file, key) in [(Data.File.validation, Data.validationFraction), (Data.File.test, Data.testFraction)]
        where has(Data.File.section) && self[file] != nil {
            guard isGiven(key) else {
                self[key] = 0
                continue
            }
            guard self[key] == 0 else {
                throw error(at: key, found: Numerals.text(self[key]), expected: "0").since("\(file.path) is given")
            }
        }
        let (validation, test) = (self[Data.validationFraction], self[Data.testFraction])
        guard validation + test < 1 else {
            throw error(
                at: Data.testFraction, found: Numerals.text(test),
                expected:
                    "less than 1 together with \(Data.validationFraction.path), which is \(Numerals.text(validation))")
        }
        try matchFolds()
        try matchHeldOutOrder()
        try matchStratification()
    }

    /// A fold is one of some, and its rows are the test rows.
    private func matchFolds() throws(ConfigurationError) {
        typealias Data = Schema.Data
        guard let fold = self[Data.fold] else { return }
        guard let count = self[Data.folds] else {
            throw error(at: Data.fold, found: Numerals.text(fold), expected: "none").since(
                "\(Data.folds.path) is not given")
        }
        guard fold <= count else {
            throw error(
                at: Data.fold, found: Numerals.text(fold),
                expected: "at most \(Numerals.text(count)), the value of \(Data.folds.path)")
        }
        if has(Data.File.section), let file = self[Data.File.test] {
            throw error(at: Data.File.test, found: "\(file)", expected: "none")
                .since("the test rows are those of \(Data.fold.path)")
        }
        guard self[Data.testFraction] == 0 else {
            throw error(at: Data.testFraction, found: Numerals.text(self[Data.testFraction]), expected: "0")
                .since("the test rows are those of \(Data.fold.path)")
        }
    }

    /// The last rows are those whatever their groups.
    private func matchHeldOutOrder() throws(ConfigurationError) {
        typealias Data = Schema.Data
        guard self[Data.heldOut] == .last, hasGroups else { return }
        throw error(at: Data.heldOut, found: self[Data.heldOut].rawValue, expected: HeldOutOrder.random.rawValue)
            .since("rows of one group are held out together")
    }

    /// Classes are held out in proportion where there are some; those of a fold always, unless the user says otherwise.
    private mutating func matchStratification() throws(ConfigurationError) {
        typealias Data = Schema.Data
        let obstacle =
            !has(Data.File.section)
            ? "rows are synthetic"
            : !self[Schema.Model.loss].hasClasses
                ? "the model predicts a number"
                : self[Data.heldOut] == .last ? "the last rows are held out" : nil
        if self[Data.fold] != nil, !isGiven(Data.stratify) { self[Data.stratify] = obstacle == nil }
        guard self[Data.stratify], let obstacle else { return }
        throw error(at: Data.stratify, found: "true", expected: "false").since(obstacle)
    }
}
