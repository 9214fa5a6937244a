public import Measures

extension Schema {
    /// `sweep`: where given, what `lockstep sweep` tries; a single run ignores it.
    public enum Sweep {
        /// The section itself.
        public static let section = Section("sweep", .onRequest, "what lockstep sweep tries; train ignores it")
        static let keys = [
            method.entry, metric.entry, trials.entry, reduction.entry, minimumEpochs.entry, parameters.entry,
        ]

        /// How trials are chosen.
        public static let method: Key<SweepMethod> = .choice("sweep.method", default: .random, "how to search")
        /// The measure by which trials are ranked.
        public static let metric: Key<Measure> = .choice(
            "sweep.metric", default: .loss, "ranks trials, on validation rows: any measure that evaluate names")
        /// How many trials are drawn.
        public static let trials: Key<Int> = .integer(
            "sweep.trials", in: 1...10_000, default: 20, "settings to draw; penalties of a path's range"
        ).only(for: .random, .halving, .path, of: method)
        /// One in so many trials goes on to the next round, with so many times the epochs.
        public static let reduction: Key<Int> = .integer(
            "sweep.reduction", in: 2...100, default: 3, "one trial in so many goes on, with so many times the epochs"
        ).only(for: .halving, of: method)
        /// The fewest epochs of the first round.
        public static let minimumEpochs: Key<Int> = .integer(
            "sweep.minimum_epochs", in: 1...1_000_000, default: 1, "the fewest epochs of the first round"
        ).only(for: .halving, of: method)
        /// What is searched.
        public static let parameters: Key<SearchSpace> = .requiredSearchSpace(
            "sweep.parameters",
            example: SearchSpace([
                .init(path: Training.l2.path, domain: .values([.number(0), .number(1)]), isWhole: false)
            ]),
            "for each key values, or a range: {uniform: [0, 1]}, {log_uniform: [0.001, 1]}")
    }

    /// How the trials of a sweep are chosen.
    public enum SweepMethod: String, Choice {
        /// Every combination of listed values.
        case grid
        /// Settings drawn from the seed (Bergstra and Bengio, "Random Search for Hyper-Parameter Optimization", 2012).
        case random
        /// Many settings for few epochs, and the better ones for more (Jamieson and Talwalkar, "Non-stochastic Best Arm
        /// Identification and Hyperparameter Optimization", 2016).
        case halving
        /// l1 or l2 from its largest value down, each trial beginning with the model of the one before (Friedman, Hastie and
        /// Tibshirani, "Regularization Paths for Generalized Linear Models via Coordinate Descent", 2010, section 2.5).
        case path
    }
}

extension Schema.Key where Value == SearchSpace {
    static func requiredSearchSpace(_ path: String, example: SearchSpace, _ documentation: String) -> Self {
        Self(
            entry: Schema.Entry(
                path: path, type: .searchSpace, presence: .required, documentation: documentation,
                example: example.setting))
    }
}
