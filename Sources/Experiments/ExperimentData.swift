public import Datasets
import Kernels
import NUMA
public import Training

/// The rows of an experiment, placed in memory.
public struct ExperimentData: Sendable {
    /// Rows to train on, in as many partitions as a step has shards.
    public let training: Dataset
    /// Rows to validate on; may be empty.
    public let validation: Dataset
    /// Rows to test on, where the configuration names a file of them.
    public let test: Dataset?
    /// How synthetic rows were made.
    public let truth: SyntheticRegression?
}

extension Experiment {
    /// Makes or reads the rows, in parallel, where the plan wants them.
    /// - Throws: `ConfigurationError`, `DataError`, or `NUMAError` where memory does not suffice.
    public func loadData(for machine: MachinePlan) throws -> ExperimentData {
        let loader = Loader(experiment: self, machine: machine, kernels: machine.instructionSet.kernels)
        return configuration.has(Schema.Data.Synthetic.section) ? try loader.synthesize() : try loader.readFiles()
    }
}

private struct Loader {
    let experiment: Experiment
    let machine: MachinePlan
    let kernels: KernelTable

    private var configuration: Configuration { experiment.configuration }

    func synthesize() throws -> ExperimentData {
        typealias Keys = Schema.Data.Synthetic
        let rowCount = configuration[Keys.rows]
        let featureCount = configuration[Keys.features]
        try checkMemory(rowCount: rowCount, featureCount: featureCount)
        let source = SyntheticRegression(
            seed: experiment.plan.seed, rowCount: rowCount, featureCount: featureCount,
            weights: configuration[Keys.weights]?.map { Float($0) }, bias: configuration[Keys.bias].map { Float($0) },
            noise: Float(configuration[Keys.noise]), kernels: kernels)
        let (training, validation) = try split(source, blaming: Keys.rows)
        return ExperimentData(training: training, validation: validation, test: nil, truth: source)
    }

    func readFiles() throws -> ExperimentData {
        typealias Keys = Schema.Data.File
        let target = configuration[Keys.target]
        let table = try CSVReader.read(configuration[Keys.train], columns: .target(target))
        let columns = CSVColumns.features(table.featureNames, target: target)
        var (training, validation) = try split(TableSource(table, targetName: target), blaming: Keys.train)
        if let path = configuration[Keys.validation] {
            validation = try whole(TableSource(try CSVReader.read(path, columns: columns), targetName: target))
        }
        let test = try configuration[Keys.test].map { path in
            try whole(TableSource(try CSVReader.read(path, columns: columns), targetName: target))
        }
        return ExperimentData(training: training, validation: validation, test: test, truth: nil)
    }

    private func split(
        _ source: some RowSource, blaming key: Schema.Key<some SettingValue>
    ) throws -> (Dataset, Dataset) {
        guard source.rowCount <= KeyedPermutation.maximumSize else {
            throw configuration.error(
                at: key, found: "\(source.rowCount) rows", expected: "at most \(KeyedPermutation.maximumSize)")
        }
        let split = HeldOutSplit(
            rowCount: source.rowCount, fraction: configuration[Schema.Data.validationFraction],
            seed: experiment.plan.seed, kernels: kernels)
        guard split.count(of: .training) > 0 else {
            throw configuration.error(
                at: key, found: "\(source.rowCount) rows, of which \(split.validationCount) are held out",
                expected: "at least one row to train on")
        }
        return (try dataset(source, .training, split), try dataset(source, .validation, split))
    }

    private func whole(_ source: some RowSource) throws -> Dataset {
        try Dataset(
            everyRowOf: source, partitionCount: experiment.plan.shardCount, placement: machine.placement,
            kernels: kernels)
    }

    private func dataset(
        _ source: some RowSource, _ part: HeldOutSplit.Part, _ split: HeldOutSplit
    ) throws -> Dataset {
        try Dataset(
            source, part: part, of: split, partitionCount: experiment.plan.shardCount, placement: machine.placement)
    }

    /// Memory that is promised but not there would end the process without a word.
    private func checkMemory(rowCount: Int, featureCount: Int) throws {
        guard let available = AvailableMemory.bytes() else { return }
        let (bytes, overflow) = rowCount.multipliedReportingOverflow(by: 4 * (featureCount + 1))
        guard overflow || bytes > available else { return }
        let needed = overflow ? "more than 8 EiB" : "\(gibibytes(bytes)) GiB"
        throw configuration.error(
            at: Schema.Data.Synthetic.rows,
            found: "\(rowCount) rows of \(featureCount) features, which take \(needed)",
            expected: "at most the \(gibibytes(available)) GiB of memory that are available")
    }

    private func gibibytes(_ bytes: Int) -> String {
        let tenths = (Double(bytes) / Double(1 << 30) * 10).rounded() / 10
        return "\(tenths)"
    }
}
