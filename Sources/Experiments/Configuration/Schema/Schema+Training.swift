public import Measures
public import Optimizers
import Vocabulary

extension Schema {
    /// `training`: how long and in what portions.
    public enum Training {
        /// The section itself.
        public static let section = Section("training", .optional, "how long, and in what portions")
        static let keys =
            [start.entry, epochs.entry, tolerance.entry, batchSize.entry, shards.entry, classWeight.entry]
            + DecisionThreshold.keys
            + [
                l2.entry, l1.entry, averaging.entry, averagingDecay.entry,
            ]
            + EarlyStopping.keys + Checkpoint.keys

        /// The model whose parameters the training begins with.
        public static let start: Key<String?> = .optionalFile(
            "training.start", example: "runs/first",
            "a run's directory or a model to begin with; columns and classes go by name")
        /// Passes over the training rows.
        public static let epochs: Key<Int> = .integer(
            "training.epochs", in: 1...1_000_000, default: 3,
            "passes over the training rows; a solver's most iterations (1000 where not given)")
        /// The norm of the gradient at which a solver ends.
        public static let tolerance: Key<Double?> = .optionalNumber(
            "training.tolerance", in: NumberRange(above: 0, below: 1), example: 1e-6,
            "solvers end at this share of a useless model's gradient; 1e-6 where not given")
        /// Rows of a step.
        public static let batchSize: Key<Int> = .integer(
            "training.batch_size", in: 1...(1 << 31), default: 256, "rows of a step; a solver's steps take all rows")
        /// Parts of a minibatch; they decide the result's bits.
        public static let shards: Key<AutoOrCount> = .autoOrCount(
            "training.shards", in: 1...4096,
            "parts of a minibatch, which decide the result; auto: batch_size / 64, 1 to 64")
        /// How much the rows of each class count in the training.
        public static let classWeight: Key<ClassWeighting> = .classWeighting(
            "training.class_weight",
            "none | balanced | {NAME: 2}: how much each row of a class counts")
        /// The strength of the L2 penalty on weights.
        public static let l2: Key<Double> = .number(
            "training.l2", in: NumberRange(from: 0), default: 0,
            "adds l2/2·‖weights‖² to the mean loss; biases are free")
        /// The strength of the L1 penalty on weights.
        public static let l1: Key<Double> = .number(
            "training.l1", in: NumberRange(from: 0), default: 0, "adds l1·‖weights‖₁, by a proximal step")
        /// Which parameters the run ends with.
        public static let averaging: Key<Averaging.Kind> = .choice(
            "training.averaging", default: .none, "ends with a mean of the parameters after many steps")
        /// The share of a moving average that is left after a step.
        public static let averagingDecay: Key<Double> = .hyperparameter(.averagingDecay, of: averaging)

        /// `training.early_stopping`: where given, training ends when a measure of the validation rows no longer improves.
        public enum EarlyStopping {
            /// The section itself.
            public static let section = Section(
                "training.early_stopping", .onRequest,
                "ends training when a measure of the validation rows no longer improves")
            static let keys = [metric.entry, patience.entry, minimumImprovement.entry]

            /// The measure that is watched.
            public static let metric: Key<Measure> = .choice(
                "training.early_stopping.metric", default: .loss,
                "any measure that evaluate names, such as roc_auc or mae")

            /// Evaluations without an improvement after which training ends.
            public static let patience: Key<Int> = .integer(
                "training.early_stopping.patience", in: 1...1_000_000, default: 3,
                "evaluations without an improvement before the end")
            /// How much better the measure must be to count as an improvement.
            public static let minimumImprovement: Key<Double> = .number(
                "training.early_stopping.minimum_improvement", in: NumberRange(from: 0), default: 0,
                "how much better it must be to count as an improvement")
        }

        /// `training.checkpoint`: where given, the run saves where it stands now and then.
        public enum Checkpoint {
            /// The section itself.
            public static let section = Section(
                "training.checkpoint", .onRequest, "saves where the run stands now and then, for train --resume")
            static let keys = [everySeconds.entry, everySteps.entry, keep.entry]

            /// Seconds between two checkpoints.
            public static let everySeconds: Key<Double> = .number(
                "training.checkpoint.every_seconds", in: NumberRange(from: 0), default: 60,
                "seconds of training between two")
            /// Steps between two checkpoints.
            public static let everySteps: Key<Int?> = .optionalInteger(
                "training.checkpoint.every_steps", in: 1...Int.max, example: 1000,
                "steps between two, too: whichever comes first")
            /// How many are kept.
            public static let keep: Key<Int> = .integer(
                "training.checkpoint.keep", in: 1...1000, default: 3, "the newest that are kept")
        }
    }
}

extension Averaging.Kind: Choice {}
