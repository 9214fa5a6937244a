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
        public static let kind: Key<OptimizerKind> = .choice("optimizer.kind", default: .sgd, "update rule")
        /// The step size.
        public static let learningRate: Key<Double> = .number(
            "optimizer.learning_rate", in: NumberRange(above: 0), default: 0.03, "step size")
        /// The share of the last step's direction that is kept.
        public static let momentum: Key<Double> = .number(
            "optimizer.momentum", in: NumberRange(from: 0, below: 1), default: 0,
            "share of the last direction that is kept"
        ).only(for: .sgd, of: kind)
        /// Whether momentum looks ahead.
        public static let nesterov: Key<Bool> = .boolean(
            "optimizer.nesterov", default: false, "whether momentum looks ahead, as Nesterov's"
        ).only(for: .sgd, of: kind)
        /// The decay of the gradients' running mean.
        public static let beta1: Key<Double> = .number(
            "optimizer.beta1", in: NumberRange(from: 0, below: 1), default: 0.9,
            "decay of the gradients' running mean"
        ).only(for: .adam, .adamw, of: kind)
        /// The decay of the squared gradients' running mean.
        public static let beta2: Key<Double> = .number(
            "optimizer.beta2", in: NumberRange(from: 0, below: 1), default: 0.999,
            "decay of the squared gradients' running mean"
        ).only(for: .adam, .adamw, of: kind)
        /// What is added to the denominator of a step.
        public static let epsilon: Key<Double> = .number(
            "optimizer.epsilon", in: NumberRange(from: 1e-15), default: 1e-8,
            "added to the denominator; 1e-10 for adagrad"
        )
        .only(for: .adagrad, .adam, .adamw, of: kind)
        .defaulting(to: 1e-10, for: .adagrad, of: kind)
        /// How strongly every parameter is pulled to zero: through its gradient, and apart from it in adamw.
        public static let weightDecay: Key<Double> = .number(
            "optimizer.weight_decay", in: NumberRange(from: 0), default: 0,
            "pulls every parameter to zero; decoupled and 0.01 for adamw"
        ).defaulting(to: 0.01, for: .adamw, of: kind)
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

            /// The shape of the schedule behind the warm-up.
            public static let kind: Key<ScheduleKind> = .choice(
                "optimizer.schedule.kind", default: .constant, "shape behind the warm-up")
            /// Steps in which the learning rate rises to its full size.
            public static let warmupSteps: Key<Int> = .integer(
                "optimizer.schedule.warmup_steps", in: 0...(1 << 31), default: 0,
                "steps of linear growth to the full learning rate; inverse_sqrt needs some"
            ).required(in: 1...(1 << 31), for: .inverseSquareRoot, of: kind)
            /// Steps between two cuts of the learning rate.
            public static let everySteps: Key<Int> = .requiredInteger(
                "optimizer.schedule.every_steps", in: 1...(1 << 31), example: 1000, "steps from one cut to the next"
            ).only(for: .step, of: kind)
            /// What a cut multiplies the learning rate with.
            public static let factor: Key<Double> = .number(
                "optimizer.schedule.factor", in: NumberRange(above: 0, through: 1), default: 0.1,
                "what a cut multiplies the learning rate with"
            ).only(for: .step, of: kind)
            /// The last learning rate as a share of the full one.
            public static let finalFactor: Key<Double> = .number(
                "optimizer.schedule.final_factor", in: NumberRange(from: 0, through: 1), default: 0,
                "share of the learning rate that is left at the end"
            ).only(for: .cosine, .linear, of: kind)
        }
    }

    /// The kinds of optimizers.
    public enum OptimizerKind: String, Choice {
        /// Stochastic gradient descent, with momentum where wanted.
        case sgd
        /// AdaGrad (Duchi, Hazan and Singer, "Adaptive Subgradient Methods", 2011).
        case adagrad
        /// Adam (Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015).
        case adam
        /// Adam with decoupled weight decay (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019).
        case adamw
    }

    /// The shapes of learning-rate schedules.
    public enum ScheduleKind: String, Choice {
        /// The full learning rate throughout.
        case constant
        /// A cut every so many steps.
        case step
        /// Falls with the square root of the steps (Vaswani et al., "Attention Is All You Need", 2017, section 5.3).
        case inverseSquareRoot = "inverse_sqrt"
        /// Half a period of the cosine, down to the final factor (Loshchilov and Hutter, "SGDR", 2017).
        case cosine
        /// A straight line down to the final factor.
        case linear
    }
}
