import Datasets
import Files
import Kernels
import NUMA
import Ranks
import Training

/// From a source of rows to datasets: who is held out, how rows are scaled, and what they weigh.
extension RowLoader {
    /// - Parameter scaling: how features are scaled; nil to measure the rows for it.
    func split(
        _ source: some RowSource, by split: HeldOutSplit, scaling: FeatureScaling? = nil,
        blaming key: Schema.Key<some SettingValue>
    ) throws -> (training: Dataset, validation: Dataset, test: Dataset?) {
        try checkMemory(rowCount: source.rowCount, featureCount: source.featureNames.count, blaming: key)
        let classWeights = try classWeights(source.classes)
        let isWeighted = source.hasWeights || classWeights != .uniform
        try checkWeights(of: source, split)
        let scaled = ScaledSource(
            source, by: try scaling ?? self.scaling(of: source, split),
            target: scalesTarget
                ? TargetScaling(of: source, part: .training, of: split, workers: machine.workers) : nil)
        let parts: [HeldOutSplit.Part] = [.training, .validation] + (split.testCount > 0 ? [.test] : [])
        let datasets: [Dataset]
        if isWeighted {
            let weighted = try blaming(trainingPath, beside: classWeights) {
                try TrainingWeightSource(scaled, classWeights: classWeights, part: .training, of: split)
            }
            datasets =
                [try dataset(weighted, .training, split)]
                + (try parts.dropFirst().map { try dataset(scaled, $0, split) })
        } else if isStreamed {
            datasets = try parts.map { try dataset(scaled, $0, split) }
        } else {
            datasets = try Dataset.consuming(
                scaled, parts: parts, of: split, storage: storage, partitionCount: experiment.plan.shardCount,
                holding: held, workers: machine.workers, kernels: kernels)
        }
        try source.check()
        return (datasets[0], datasets[1], datasets.dropFirst(2).first)
    }

    // MARK: Scaling

    /// Whether features of names are left as they are, rather than scaled as numbers are: they are where rows may be sparse.
    var sparesNames: Bool {
        guard configuration.has(Schema.Data.File.section) else { return false }
        return !configuration.trainingFile.columns.encoding.isEmpty
    }

    /// How features are scaled and what takes the place of missing ones, as the training rows alone say.
    private func scaling(of source: some RowSource, _ split: HeldOutSplit) throws -> FeatureScaling? {
        try scaling(source.featureNames) { (kind, fillsMissing) throws(FeatureScaling.NoNumbers) in
            try FeatureScaling(
                kind, fillsMissing: fillsMissing, of: source, part: .training, of: split, workers: machine.workers)
        }
    }

    /// The same of a table whose features of names are left as they are.
    func numberScaling(of rows: FileRows, _ split: HeldOutSplit) throws -> FeatureScaling? {
        if rows.weights != nil {
            let source = try TableSource(rows, targetName: "", classes: rows.classes())
            try checkWeights(of: source, split)
        }
        return try scaling(rows.featureNames) { (kind, fillsMissing) throws(FeatureScaling.NoNumbers) in
            try FeatureScaling(
                kind, fillsMissing: fillsMissing, ofNumbersOf: rows, part: .training, of: split,
                workers: machine.workers)
        }
    }

    /// An offset stays as it is.
    private func scaling(
        _ names: FeatureNames,
        _ measure: (FeatureScaling.Kind, _ fillsMissing: Bool) throws(FeatureScaling.NoNumbers) -> FeatureScaling
    ) throws -> FeatureScaling? {
        let kind: FeatureScaling.Kind =
            switch configuration[Schema.Data.scale] {
            case .none: .none
            case .standard: .standard
            case .minmax: .minmax
            }
        let missing = Schema.Data.File.CSV.missing
        let fillsMissing = configuration.has(missing) && configuration[missing] == .mean
        guard kind != .none || fillsMissing else { return nil }
        do throws(FeatureScaling.NoNumbers) {
            let scaling = try measure(kind, fillsMissing)
            return configuration.offsetColumn(among: names).map { scaling.leaving($0) } ?? scaling
        } catch {
            throw DataError(
                file: "\(configuration[Schema.Data.File.train])", column: error.feature,
                found: "no number in any training row",
                expected: "at least one")
        }
    }

    // MARK: Held-out rows and weights

    /// The file of the training rows; nil where rows are synthetic.
    private var trainingPath: String? {
        configuration.has(Schema.Data.File.section) ? "\(configuration[Schema.Data.File.train])" : nil
    }

    /// Checks weights before anything is made of them.
    private func checkWeights(of source: some RowSource, _ split: HeldOutSplit) throws {
        for part in HeldOutSplit.Part.allCases where source.hasWeights {
            try blaming(trainingPath) { try source.checkWeights(of: part, of: split) }
        }
    }

    func heldOut(
        of rows: RowTraits, blaming key: Schema.Key<some SettingValue>
    ) throws -> HeldOutSplit {
        let rule = configuration.heldOutRule
        try configuration.check(rule, for: rows, blaming: key)
        let split = HeldOutSplit(of: rows, by: rule, kernels: kernels)
        guard split.trainingCount > 0 else {
            throw configuration.error(
                at: key,
                found: "\(rows.rowCount) rows, of which \(split.validationCount + split.testCount) are held out",
                expected: "at least one row to train on")
        }
        return split
    }

    /// What rows of each class count.
    /// - Throws: `ConfigurationError` where the configuration names a class that is none.
    func classWeights(_ classes: ClassLabels?) throws(ConfigurationError) -> ClassWeights {
        try configuration.check(classCount: classes?.count)
        let key = Schema.Training.classWeight
        switch configuration[key] {
        case .uniform: return .uniform
        case .balanced: return .balanced
        case .given(let weights):
            guard let classes else { return .uniform }
            var factors = [Double](repeating: 1, count: classes.count)
            for weight in weights {
                guard let index = classes.index(of: weight.name) else {
                    throw configuration.error(
                        at: key, found: "class \(weight.name.shortened)",
                        expected: "one of \(OneLine.list(classes.names, limit: ClassLabels.shownCount))")
                }
                factors[index] = weight.factor
            }
            return .factors(factors)
        }
    }

    /// Runs what may find fault with weights, and says where they are.
    /// - Parameters:
    ///   - file: the file of rows.
    ///   - isWhole: whether all rows of the file belong together.
    ///   - classWeights: what the rows' own weights are multiplied by.
    ///   - body: what may throw a `WeightError`.
    func blaming<Result>(
        _ file: String?, isWhole: Bool = false, beside classWeights: ClassWeights = .uniform,
        _ body: () throws -> Result
    ) throws -> Result {
        do {
            return try body()
        } catch let error as WeightError {
            if classWeights != .uniform, error.row == nil {
                throw configuration.error(
                    at: Schema.Training.classWeight, found: "weights with which no row to train on counts",
                    expected: "a number above 0 for a class that these rows have")
            }
            throw DataError(
                file: file ?? "", column: configuration[Schema.Data.File.weight],
                problem: isWhole && error.row == nil
                    ? "found no weight above 0, expected at least one" : error.description)
        }
    }

    func everyRow(of source: some RowSource) -> HeldOutSplit {
        HeldOutSplit(rowCount: source.rowCount, fraction: 0, seed: 0, kernels: kernels)
    }

    func whole(_ source: some RowSource) throws -> Dataset {
        try Dataset.consuming(
            everyRowOf: source, storage: storage, partitionCount: experiment.plan.shardCount, holding: held,
            workers: machine.workers, kernels: kernels)
    }

    private func dataset(
        _ source: some RowSource, _ part: HeldOutSplit.Part, _ split: HeldOutSplit
    ) throws -> Dataset {
        try Dataset(
            source, part: part, of: split, storage: storage, isStreamed: isStreamed,
            partitionCount: experiment.plan.shardCount, holding: held, workers: machine.workers, kernels: kernels)
    }
}
