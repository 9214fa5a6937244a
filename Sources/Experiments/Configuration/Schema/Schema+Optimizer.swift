public import Measures
public import Optimizers
import Vocabulary

extension Schema {
    /// `optimizer`: how parameters follow gradients.
    public enum Optimizer {
        /// The section itself.
        public static let section = Section("optimizer", .optional, "how parameters follow gradients")
        static let keys =
            [
                kind.entry, learningRate.entry, momentum.entry, nesterov.entry, beta1.entry, beta2.entry,
                epsilon.entry, weightDecay.entry, gradientClipNorm.entry,
            ] + Schedule.keys

        /// The update rule, or the solver.
        public static let kind: Key<OptimizerKind> = Key.choice(
            "optimizer.kind", default: .adam, "sgd if a rate is given"
        ).defaulting(to: .sgd, whereNumberIsGivenAt: "optimizer.learning_rate")
        /// The step size.
        public static let learningRate: Key<AutoOrNumber> = Key.autoOrNumber(
            "optimizer.learning_rate", in: NumberRange(above: 0), default: .auto,
            "step size; auto: from how the rows curve the loss"
        ).only(for: OptimizerKind.rules, of: kind)
        /// The share of the last step's direction that is kept.
        public static let momentum: Key<Double> = .hyperparameter(.momentum, of: kind)
        /// Whether momentum looks ahead.
        public static let nesterov: Key<Bool> = .hyperparameter(.nesterov, of: kind)
        /// The decay of the gradients' running mean.
        public static let beta1: Key<Double> = .hyperparameter(.beta1, of: kind)
        /// The decay of the squared gradients' running mean.
        public static let beta2: Key<Double> = .hyperparameter(.beta2, of: kind)
        /// What is added to the denominator of a step.
        public static let epsilon: Key<Double> = .hyperparameter(.epsilon, of: kind)
        /// How strongly every parameter is pulled to zero: through its gradient, and apart from it in adamw.
        public static let weightDecay: Key<Double> = .hyperparameter(.weightDecay, of: kind)
        /// The Euclidean norm to which longer gradients are cut.
        public static let gradientClipNorm: Key<Double?> = Key.optionalNumber(
            "optimizer.gradient_clip_norm", in: NumberRange(above: 0), example: 1,
            "cuts longer gradients to this Euclidean norm"
        ).only(for: OptimizerKind.rules, of: kind)

        /// `optimizer.schedule`: where given, how the learning rate changes with the steps.
        public enum Schedule {
            /// The section itself.
            public static let section = Section(
                "optimizer.schedule", .onRequest, "how the learning rate changes with the steps")
            static let keys = [
                kind.entry, warmupSteps.entry, everySteps.entry, factor.entry, metric.entry, patience.entry,
                threshold.entry, cooldown.entry, rise.entry, initialFactor.entry, finalFactor.entry,
            ]

            /// The shape of the schedule after the warm-up.
            public static let kind: Key<Optimizers.Schedule.Kind> = Key.choice(
                "optimizer.schedule.kind", default: .constant, "its shape"
            ).defaulting(to: .cosine, where: learningRate, isGiven: false)
            /// Steps in which the learning rate rises to its full size.
            public static let warmupSteps: Key<Int> = .hyperparameter(.warmupSteps, of: kind)
            /// Steps between two cuts of the learning rate.
            public static let everySteps: Key<Int> = .hyperparameter(.everySteps, of: kind)
            /// What a cut multiplies the learning rate with.
            public static let factor: Key<Double> = .hyperparameter(.factor, of: kind)
            /// What a plateau is of.
            public static let metric: Key<Measure> = Key.choice(
                "optimizer.schedule.metric", default: .loss,
                "measure of the validation rows; without these, the training's loss"
            ).only(for: .plateau, of: kind)
            /// Epochs in a row without an improvement that bring no cut.
            public static let patience: Key<Int> = .hyperparameter(.patience, of: kind)
            /// By what share of the best value a better one must be better to count.
            public static let threshold: Key<Double> = .hyperparameter(.threshold, of: kind)
            /// Epochs after a cut that do not count.
            public static let cooldown: Key<Int> = .hyperparameter(.cooldown, of: kind)
            /// The share of the steps in which the learning rate rises.
            public static let rise: Key<Double> = .hyperparameter(.rise, of: kind)
            /// The first learning rate as a share of the full one.
            public static let initialFactor: Key<Double> = .hyperparameter(.initialFactor, of: kind)
            /// The last learning rate as a share of the full one.
            public static let finalFactor: Key<Double> = .hyperparameter(.finalFactor, of: kind)
        }
    }
}

extension OptimizerKind: Choice {}
extension Schedule.Kind: Choice {}
