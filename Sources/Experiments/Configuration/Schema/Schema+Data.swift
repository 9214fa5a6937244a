public import Datasets
import Vocabulary

extension Schema {
    /// `data`: the rows to learn from.
    public enum Data {
        /// The section itself.
        public static let section = Section("data", .required, "the rows: either synthetic or file")
        static let keys =
            Synthetic.keys + File.keys + [
                validationFraction.entry, testFraction.entry, heldOut.entry, stratify.entry, folds.entry, fold.entry,
                scale.entry, scaleTarget.entry, image.entry,
                storage.entry, order.entry,
            ]

        /// The share of training rows held out for validation; 0 where there is a validation file.
        public static let validationFraction: Key<Double> = .number(
            "data.validation_fraction", in: NumberRange(from: 0, below: 1), default: 0.1,
            "share of the training rows held out where no validation file is given")
        /// The share of training rows held out for a test; 0 where there is a test file.
        public static let testFraction: Key<Double> = .number(
            "data.test_fraction", in: NumberRange(from: 0, below: 1), default: 0,
            "share of the training rows held out for a test where no test file is given")
        /// Which rows are held out.
        public static let heldOut: Key<HeldOutOrder> = .choice(
            "data.held_out", default: .random, "which rows: drawn by the seed, or the last ones of the file")
        /// Whether held-out rows have the training rows' shares of classes.
        public static let stratify: Key<Bool> = .boolean(
            "data.stratify", default: false, "rows of each class are held out in proportion (files, classes)")
        /// How many parts the rows are cut in, each to be predicted by a model of the others.
        public static let folds: Key<Int?> = .optionalInteger(
            "data.folds", in: 2...1000, example: 5, "parts, each predicted by a model of the others (crossvalidate)")
        /// The part that is held out for a test: of classes in proportion, unless `stratify` says otherwise.
        public static let fold: Key<Int?> = .optionalInteger(
            "data.fold", in: 1...1000, example: 1,
            "which of the folds is held out as test rows; crossvalidate takes each")
        /// How features are brought to a common scale.
        public static let scale: Key<Scale> = .choice(
            "data.scale", default: .none,
            "of features: mean 0 and deviation 1, or from 0 to 1")
        /// How the target of a regression is brought to a common scale inside the training.
        public static let scaleTarget: Key<TargetScale> = .choice(
            "data.scale_target", default: .none, "of a number to predict: mean 0, deviation 1 inside the training")
        /// The lines and columns of the pictures that rows are.
        public static let image: Key<String?> = .optionalText(
            "data.image", example: "28x28", "lines x columns of rows that are pictures: the report draws weights so")
        /// How features are kept in memory.
        public static let storage: Key<Storage> = .choice(
            "data.storage", default: .auto,
            "auto is sparse for LIBSVM with mostly zeros")
        /// What each epoch puts in a new order.
        public static let order: Key<Order> = .choice(
            "data.order", default: .rows, "what is shuffled; blocks of consecutive rows are faster")

        /// `data.synthetic`: rows made from the seed.
        public enum Synthetic {
            /// The section itself.
            public static let section = Section("data.synthetic", .alternative, "rows made from the seed")
            static let keys = [
                kind.entry, rows.entry, features.entry, classes.entry, noise.entry, weights.entry, bias.entry,
                streamed.entry,
            ]

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
            /// The number of classes; 2 where the model is a logistic regression.
            public static let classes: Key<Int> = .integer(
                "data.synthetic.classes", in: 2...10_000, default: 10,
                "classes to tell apart; 2 for logistic_regression"
            ).only(for: .classification, .clusters, of: kind)
            /// The standard deviation of the target (regression) or of the features about their class's centre
            /// (clusters), or the temperature of the teacher's softmax (classification).
            public static let noise: Key<Double> = .number(
                "data.synthetic.noise", in: NumberRange(from: 0), default: 0.01,
                "standard deviation, or softmax temperature; 0.25 for classification, 1 for clusters"
            )
            .defaulting(to: 0.25, for: .classification, of: kind)
            .defaulting(to: 1, for: .clusters, of: kind)
            /// The true weights, one for each feature.
            public static let weights: Key<[Double]?> = .optionalNumbers(
                "data.synthetic.weights", example: [2, -3.4], "true weights; drawn from the seed where not given"
            ).only(for: .regression, of: kind)
            /// The true bias.
            public static let bias: Key<Double?> = .optionalNumber(
                "data.synthetic.bias", example: 4.2, "true bias; drawn from the seed where not given"
            ).only(for: .regression, of: kind)
            /// Whether rows are made again whenever they are needed, rather than kept; the same rows, in any number.
            public static let streamed: Key<Bool> = .boolean(
                "data.synthetic.streamed", default: false, "rows are made anew whenever needed, and take no memory")
        }
    }

    /// The kinds of synthetic problems.
    public enum SyntheticKind: String, Choice {
        /// A linear function of standard normal features, with Gaussian noise.
        case regression
        /// Standard normal features, and labels drawn from the softmax of a linear teacher, whose temperature is the
        /// noise.
        case classification
        /// Gaussian clusters, one a class, whose standard deviation is the noise.
        case clusters

        /// Whether targets are classes rather than numbers.
        public var hasClasses: Bool { self != .regression }
    }

    /// What each epoch puts in a new order.
    public enum Order: String, Choice {
        /// Single rows.
        case rows
        /// Blocks, and runs of consecutive rows within windows of many blocks.
        case blocks
    }

    /// How features are brought to a common scale.
    public enum Scale: String, Choice {
        /// They stay as they are.
        case none
        /// Mean 0 and standard deviation 1.
        case standard
        /// From 0 to 1.
        case minmax
    }

    /// How the target of a regression is brought to a common scale inside the training.
    public enum TargetScale: String, Choice {
        /// It stays as it is.
        case none
        /// Mean 0 and standard deviation 1 of the training rows; predictions and measures are in the target's unit.
        case standard
    }

    /// How features are kept in memory.
    public enum Storage: String, Choice {
        /// Sparse where rows are of LIBSVM files, fewer than half of the training file's numbers are not zero, and model
        /// and scaling allow it; otherwise 32-bit floating point. A property of the data alone.
        case auto
        /// 32-bit floating point (IEEE 754 binary32).
        case float32
        /// The upper half of a 32-bit floating-point number: 8 bits of exponent, 7 of fraction.
        case bfloat16
        /// Numbers that are not zero, as 32-bit floating point, with their columns (compressed sparse rows).
        case sparse
    }
}

extension HeldOutOrder: Choice {}
