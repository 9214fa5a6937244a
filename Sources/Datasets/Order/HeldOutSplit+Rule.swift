public import Kernels

extension HeldOutSplit {
    /// How rows are held out.
    public struct Rule: Sendable {
        /// The share of rows held out for validation, at least 0: of all, or of those that are not in the fold.
        public var fraction: Double
        /// The share of all rows held out for a test; not used where there is a fold.
        public var testFraction: Double
        /// Which rows are held out.
        public var order: HeldOutOrder
        /// The fold that is held out for a test; nil where rows are not cut in folds.
        public var fold: Fold?
        /// Chooses rows.
        public var seed: UInt64

        /// Collects what is asked for.
        public init(
            fraction: Double, testFraction: Double = 0, order: HeldOutOrder = .random, fold: Fold? = nil, seed: UInt64
        ) {
            self.fraction = fraction
            self.testFraction = testFraction
            self.order = order
            self.fold = fold
            self.seed = seed
        }
    }

    /// Holds out rows: a pure function of the rule and of the number, the classes and the groups' names of the rows.
    ///
    /// Groups and folds of random order are those of scikit-learn's `GroupShuffleSplit`, `KFold`, `StratifiedKFold`,
    /// `GroupKFold` and `StratifiedGroupKFold` in kind. Forward in time fold n of N is the block n + 1 of N + 1 blocks in the
    /// file's order, and is predicted from the blocks before it, as in `TimeSeriesSplit`: rows after it are in no part.
    /// - Parameters:
    ///   - rows: what is known of the rows; without groups where the last ones are held out. There are at least as many
    ///     rows, or groups, as folds, and one more row where the last ones are held out.
    ///   - rule: what is held out.
    ///   - kernels: the arithmetic of an instruction set; the same bits whichever.
    public init(of rows: RowTraits, by rule: Rule, kernels: KernelTable) {
        if rule.order == .last {
            self.init(lastOf: rows.rowCount, by: rule)
        } else if let fold = rule.fold {
            func draw(_ purpose: UInt32) -> RowDraw { RowDraw(seed: rule.seed, purpose: purpose, kernels: kernels) }
            let folds = draw(RowDraw.folds).dealt(rows, to: fold.count)
            let others = folds.indices.filter { $0 != fold.number - 1 }.flatMap { folds[$0] }.sorted()
            let (validation, training) = draw(RowDraw.folds + UInt32(fold.number)).take(rule.fraction, of: others, rows)
            self.init(
                rowCount: rows.rowCount, training: training, validation: validation, test: folds[fold.number - 1])
        } else if rows.groups != nil {
            func draw(_ purpose: UInt32) -> RowDraw { RowDraw(seed: rule.seed, purpose: purpose, kernels: kernels) }
            let all = (0..<rows.rowCount).map { UInt32($0) }
            let (validation, rest) = draw(RowDraw.heldOut).take(rule.fraction, of: all, rows)
            let testShare = min(rule.testFraction * Double(all.count) / Double(max(rest.count, 1)), 1)
            let (test, training) = draw(RowDraw.test).take(testShare, of: rest, rows)
            self.init(rowCount: rows.rowCount, training: training, validation: validation, test: test)
        } else if let classes = rows.classes {
            self.init(
                stratifying: classes, fraction: rule.fraction, testFraction: rule.testFraction, seed: rule.seed,
                kernels: kernels)
        } else {
            self.init(
                rowCount: rows.rowCount, fraction: rule.fraction, testFraction: rule.testFraction, seed: rule.seed,
                kernels: kernels)
        }
    }

    /// Rows to train on, after them those to validate on, after them those to test on.
    private init(lastOf rowCount: Int, by rule: Rule) {
        var (end, testCount) = (rowCount, 0)
        if let fold = rule.fold {
            let blocks = Partitioning(rowCount: rowCount, partitionCount: fold.count + 1).ranges
            testCount = blocks[fold.number].count
            end = blocks[fold.number].upperBound
        } else {
            testCount = Self.count(rule.testFraction, of: rowCount)
        }
        let usedCount = end - testCount
        let share = rule.fold == nil ? rowCount : usedCount
        self.init(
            rowCount: rowCount, validationCount: min(Self.count(rule.fraction, of: share), usedCount),
            testCount: testCount, end: end)
    }
}
