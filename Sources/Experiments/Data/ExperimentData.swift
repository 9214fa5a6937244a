public import Datasets
public import Training

/// The rows of an experiment, placed in memory.
public struct ExperimentData: Sendable {
    /// Rows to train on, in as many partitions as a step has shards.
    public let training: Dataset
    /// Rows to validate on; may be empty.
    public let validation: Dataset
    /// Rows to test on, where the configuration holds some out or names a file of them.
    public let test: Dataset?
    /// What tells the rows from others.
    public let fingerprints: RowFingerprints
    /// How the rows of a synthetic regression were made.
    public let truth: SyntheticRegression?
    /// The number of rows of files that were left out because a feature or a weight is missing.
    public let droppedRowCount: Int
    /// The number of rows of files that were left out because their target is missing.
    public let untargetedRowCount: Int
    /// The columns of files that lose some of their numbers to float32, as the first rows show.
    public var roundedColumns: [String] = []
    /// Rows of files with names that no row to train on had, by column.
    public var unknownNames: [UnknownNames] = []
    /// How names and pairs of columns of the training rows' file became features.
    public var encoding = ColumnEncoding()
    /// The size of the pictures that rows are; nil where they are none.
    public var imageShape: ImageShape?
    /// How the text of the training rows' file is written, where that is a CSV file.
    public var csv: CSVOptions?

    /// Takes rows, of which each rank of the plan holds its block, and looks at them once for their fingerprints. Collective.
    init(
        training: Dataset, validation: Dataset, test: Dataset?, truth: SyntheticRegression? = nil,
        droppedRowCount: Int = 0, untargetedRowCount: Int = 0, on machine: MachinePlan
    ) {
        self.training = training
        self.validation = validation
        self.test = test
        self.truth = truth
        self.droppedRowCount = droppedRowCount
        self.untargetedRowCount = untargetedRowCount
        fingerprints = RowFingerprints(
            training: training.fingerprint(machine), validation: validation.fingerprint(machine),
            test: test?.fingerprint(machine))
    }
}

extension ExperimentData {
    /// The rows that judge a model best: those of the test, or else those of the validation, or else those that it was trained on.
    public var judges: (part: HeldOutSplit.Part, rows: Dataset) {
        if let test, test.rowCount > 0 { return (.test, test) }
        return validation.rowCount > 0 ? (.validation, validation) : (.training, training)
    }
}

extension Experiment {
    /// Makes or reads the rows, in parallel, into the memory that the plan chooses.
    /// - Throws: `ConfigurationError`, `DataError`, or `NUMAError` where memory does not suffice.
    public func loadData(for machine: MachinePlan) throws -> ExperimentData {
        let loader = RowLoader(self, on: machine)
        return configuration.has(Schema.Data.Synthetic.section) ? try loader.synthesize() : try loader.readFiles()
    }

    /// How many rows there would be to train on, and how wide; reads a file of rows, but makes no synthetic ones.
    /// - Throws: `ConfigurationError` or `DataError`.
    public func trainingShape(for machine: MachinePlan) throws -> RowShape {
        try RowLoader(self, on: machine).trainingShape()
    }
}
