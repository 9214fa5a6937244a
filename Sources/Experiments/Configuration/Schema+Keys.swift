extension Schema {
    /// Every key, in the order of the resolved file; a section's keys stand together.
    package static let keys: [Entry] = [
        name.entry, seed.entry,
        Data.Synthetic.kind.entry, Data.Synthetic.rows.entry, Data.Synthetic.features.entry,
        Data.Synthetic.noise.entry, Data.Synthetic.weights.entry, Data.Synthetic.bias.entry,
        Data.File.train.entry, Data.File.validation.entry, Data.File.test.entry, Data.File.target.entry,
        Data.validationFraction.entry,
        Model.kind.entry,
        Training.epochs.entry, Training.batchSize.entry, Training.shards.entry,
        Optimizer.kind.entry, Optimizer.learningRate.entry,
        Machine.workers.entry, Machine.numa.entry, Machine.instructionSet.entry,
        Output.directory.entry,
    ]

    /// Every section, in the order of the resolved file.
    package static let sections: [Section] = [
        Data.section, Data.Synthetic.section, Data.File.section, Model.section, Training.section, Optimizer.section,
        Machine.section, Output.section,
    ]

    /// The name of the run.
    public static let name: Key<String> = .text(
        "name", .directoryName, default: "run", "names the run and its directory")
    /// Where all random numbers come from.
    public static let seed: Key<Int> = .integer(
        "seed", in: 0...Int.max, default: 42, "decides every random number of the run")

    /// `data`: the rows to learn from.
    public enum Data {
        /// The section itself.
        public static let section = Section("data", .required, "the rows: either synthetic or file")
        /// The share of training rows held out for validation; 0 where there is a validation file.
        public static let validationFraction: Key<Double> = .number(
            "data.validation_fraction", in: NumberRange(from: 0, below: 1), default: 0.1,
            "share of the training rows held out where no validation file is given")

        /// `data.synthetic`: rows made from the seed.
        public enum Synthetic {
            /// The section itself.
            public static let section = Section("data.synthetic", .alternative, "rows made from the seed")
            /// The kind of problem.
            public static let kind: Key<SyntheticKind> = .choice(
                "data.synthetic.kind", default: .regression, "kind of problem")
            /// The number of rows.
            public static let rows: Key<Int> = .integer(
                "data.synthetic.rows", in: 1...(1 << 31), default: 1_000_000, "rows to make")
            /// The number of features.
            public static let features: Key<Int> = .integer(
                "data.synthetic.features", in: 1...(1 << 24), default: 256,
                "features of a row; as many as weights where those are given")
            /// The standard deviation of the noise.
            public static let noise: Key<Double> = .number(
                "data.synthetic.noise", in: NumberRange(from: 0), default: 0.01,
                "standard deviation of the Gaussian noise")
            /// The true weights, one for each feature.
            public static let weights: Key<[Double]?> = .optionalNumbers(
                "data.synthetic.weights", example: [2, -3.4], "true weights; drawn from the seed where not given")
            /// The true bias.
            public static let bias: Key<Double?> = .optionalNumber(
                "data.synthetic.bias", example: 4.2, "true bias; drawn from the seed where not given")
        }

        /// `data.file`: rows read from files.
        public enum File {
            /// The section itself.
            public static let section = Section("data.file", .alternative, "rows read from files")
            /// The absolute path of the training rows.
            public static let train: Key<String> = .requiredFile(
                "data.file.train", example: "train.csv", "training rows; relative to this file's folder")
            /// The absolute path of the validation rows.
            public static let validation: Key<String?> = .optionalFile(
                "data.file.validation", example: "validation.csv", "validation rows")
            /// The absolute path of the test rows.
            public static let test: Key<String?> = .optionalFile(
                "data.file.test", example: "test.csv", "test rows")
            /// The column to predict.
            public static let target: Key<String> = .requiredText(
                "data.file.target", example: "price", "name of the column to predict")
        }
    }

    /// `model`: what is trained.
    public enum Model {
        /// The section itself.
        public static let section = Section("model", .required, "what is trained")
        /// The kind of model.
        public static let kind: Key<ModelKind> = .requiredChoice(
            "model.kind", example: .linearRegression, "kind of model")
    }

    /// `training`: how long and in what portions.
    public enum Training {
        /// The section itself.
        public static let section = Section("training", .optional, "how long, and in what portions")
        /// Passes over the training rows.
        public static let epochs: Key<Int> = .integer(
            "training.epochs", in: 1...1_000_000, default: 3, "passes over the training rows")
        /// Rows of a step.
        public static let batchSize: Key<Int> = .integer(
            "training.batch_size", in: 1...(1 << 31), default: 4096, "rows of a step")
        /// Parts of a minibatch; they decide the result's bits.
        public static let shards: Key<AutoOrCount> = .autoOrCount(
            "training.shards", in: 1...4096,
            "parts of a minibatch, which decide the result's bits; auto: batch_size / 64, 1 to 64")
    }

    /// `optimizer`: how parameters follow gradients.
    public enum Optimizer {
        /// The section itself.
        public static let section = Section("optimizer", .optional, "how parameters follow gradients")
        /// The update rule.
        public static let kind: Key<OptimizerKind> = .choice("optimizer.kind", default: .sgd, "update rule")
        /// The step size.
        public static let learningRate: Key<Double> = .number(
            "optimizer.learning_rate", in: NumberRange(above: 0), default: 0.03, "step size")
    }

    /// `machine`: the speed, never the result.
    public enum Machine {
        /// The section itself.
        public static let section = Section("machine", .optional, "decides the speed, never the result")
        /// Threads that work.
        public static let workers: Key<AutoOrCount> = .autoOrCount(
            "machine.workers", in: 1...4096, "threads that work; auto: every core this process may use")
        /// Whether rows and threads are placed on memory nodes.
        public static let numa: Key<NUMAMode> = .choice(
            "machine.numa", default: .auto, "placing of rows and threads on memory nodes")
        /// The instruction set of the kernels.
        public static let instructionSet: Key<InstructionSetChoice> = .choice(
            "machine.instruction_set", default: .auto, "kernels to use; auto: the widest that this CPU has")
    }

    /// `output`: what a run leaves behind.
    public enum Output {
        /// The section itself.
        public static let section = Section("output", .optional, "what the run leaves behind")
        /// The run directory, in which `{name}` stands for the run's name.
        public static let directory: Key<String> = .text(
            "output.directory", .directoryTemplate, default: "runs/{name}", "the run's directory")
    }
}

// MARK: - Choices

extension Schema {
    /// The kinds of synthetic problems.
    public enum SyntheticKind: String, Choice {
        /// A linear function of the features, with noise.
        case regression
    }

    /// The kinds of models.
    public enum ModelKind: String, Choice {
        /// A weighted sum of the features and a bias.
        case linearRegression = "linear_regression"
    }

    /// The kinds of optimizers.
    public enum OptimizerKind: String, Choice {
        /// Stochastic gradient descent.
        case sgd
    }

    /// Whether to place memory and threads on memory nodes.
    public enum NUMAMode: String, Choice {
        /// Where the machine has several nodes.
        case auto
        /// Never.
        case off
    }

    /// The instruction sets to choose from.
    public enum InstructionSetChoice: String, Choice {
        /// The widest that the CPU has.
        case auto
        /// 256-bit vectors of x86-64.
        case avx2
        /// 512-bit vectors of x86-64.
        case avx512
        /// 128-bit vectors of ARM.
        case neon
    }
}
