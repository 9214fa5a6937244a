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

        /// The update rule.
        public static let kind: Key<UpdateRule.Kind> = .choice("optimizer.kind", default: .sgd, "update rule")
        /// The step size.
        public static let learningRate: Key<AutoOrNumber> = .autoOrNumber(
            "optimizer.learning_rate", in: NumberRange(above: 0), default: .number(0.03),
            "step size; auto: from how the rows curve the loss")
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
        public static let gradientClipNorm: Key<Double?> = .optionalNumber(
            "optimizer.gradient_clip_norm", in: NumberRange(above: 0), example: 1,
            "cuts longer gradients to this Euclidean norm")

        /// `optimizer.schedule`: where given, how the learning rate changes with the steps.
        public enum Schedule {
            /// The section itself.
            public static let section = Section(
                "optimizer.schedule", .onRequest, "how the learning rate changes with the steps")
            static let keys = [
                kind.entry, warmupSteps.entry, everySteps.entry, factor.entry, finalFactor.entry,
            ]

            /// The shape of the schedule after the warm-up.
            public static let kind: Key<Optimizers.Schedule.Kind> = .choice(
                "optimizer.schedule.kind", default: .constant, "shape after the warm-up")
            /// Steps in which the learning rate rises to its full size.
            public static let warmupSteps: Key<Int> = .hyperparameter(.warmupSteps, of: kind)
            /// Steps between two cuts of the learning rate.
            public static let everySteps: Key<Int> = .hyperparameter(.everySteps, of: kind)
            /// What a cut multiplies the learning rate with.
            public static let factor: Key<Double> = .hyperparameter(.factor, of: kind)
            /// The last learning rate as a share of the full one.
            public static let finalFactor: Key<Double> = .hyperparameter(.finalFactor, of: kind)
        }
    }
}

extension UpdateRule.Kind: Choice {}
extension Schedule.Kind: Choice {}
