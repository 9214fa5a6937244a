public import KernelTable
public import Models
public import Optimizers

/// Settings with which a training on rows of a file comes out right without a look at them, by what is predicted, the kind of
/// model, and the numbers of rows and features.
///
/// A linear model is trained by Adam with a falling rate for some thousands of steps, which brings it to its optimum; its
/// penalty is what scikit-learn's `LogisticRegression` and `Ridge` have by default, half a squared weight for all rows
/// together. It has no early stopping: at high rates, the validation loss only wavers, and it falls once the rate does. A
/// multilayer perceptron, which can learn rows by heart, has it.
public struct StarterSettings: Sendable, Equatable {
    /// What is predicted.
    public enum Task: Sendable, Equatable {
        /// A number.
        case regression
        /// One of so many classes.
        case classification(classCount: Int)
    }

    /// The kinds of models to start with.
    public enum Model: String, CaseIterable, Sendable {
        /// A weighted sum of the features: linear, logistic or softmax regression.
        case linear
        /// A multilayer perceptron.
        case mlp
    }

    private let task: Task
    private let model: Model
    private let rowCount: Int
    private let featureCount: Int
    private let numberCount: Int

    /// Settings for a training.
    /// - Parameters:
    ///   - task: what is predicted.
    ///   - model: the kind of model.
    ///   - rowCount: rows of the file, those that are held out included.
    ///   - featureCount: features of a row, each name of a column of names being one.
    ///   - numberCount: how many of these are kept of a row where rows are sparse; nil for all.
    public init(_ task: Task, model: Model, rowCount: Int, featureCount: Int, numberCount: Int? = nil) {
        self.task = task
        self.model = model
        self.rowCount = max(rowCount, 1)
        self.featureCount = max(featureCount, 1)
        self.numberCount = max(numberCount ?? featureCount, 1)
    }

    /// The share of the rows that is held out for validation.
    public var validationFraction: Double { 0.1 }

    /// The kind of model, as a configuration names it.
    public var modelKind: Architecture.Kind {
        switch (model, task) {
        case (.mlp, _): .mlp
        case (.linear, .regression): .linearRegression
        case (.linear, .classification(classCount: 2)): .logisticRegression
        case (.linear, .classification): .softmaxRegression
        }
    }

    /// The loss.
    public var loss: PointLoss.Kind { task == .regression ? .squared : .crossEntropy }

    /// Units of each hidden layer; none for a linear model.
    public var hidden: [Int] {
        guard model == .mlp else { return [] }
        switch rowCount {
        case ..<2000: return [32]
        case ..<10_000: return [64]
        default: return [128, 64]
        }
    }

    /// How the target is scaled.
    public var targetScale: Schema.TargetScale { task == .regression ? .standard : .none }

    /// Rows that are trained on.
    private var trainingRowCount: Int { max(Int(Double(rowCount) * (1 - validationFraction)), 1) }

    /// Rows of a step: a thirty-second of the rows, from 16 to 256; 512 and 1024 for very many rows.
    public var batchSize: Int {
        switch trainingRowCount {
        case 1_000_000...: return 1024
        case 200_000...: return 512
        default:
            let share = trainingRowCount / 32
            return share < 32 ? 16 : share >= 256 ? 256 : 1 << (Int.bitWidth - 1 - share.leadingZeroBitCount)
        }
    }

    /// Parts of a step: enough that each has a few thousand numbers, or 8 rows.
    public var shardCount: Int {
        let numbers = batchSize * numberCount * (hidden.first ?? 1)
        var count = 1
        while count < min(batchSize / 8, 64), numbers / count > 4096 { count *= 2 }
        return count
    }

    private var stepsPerEpoch: Int { (trainingRowCount + batchSize - 1) / batchSize }

    /// Passes over the rows: some thousands of steps.
    public var epochs: Int {
        let steps = model == .mlp ? 6000 : 8000
        let fewest = trainingRowCount >= 1_000_000 ? 10 : 20
        return min(max((steps + stepsPerEpoch - 1) / stepsPerEpoch, fewest), 200)
    }

    /// Epochs without an improvement after which training ends; nil for never.
    public var patience: Int? {
        model == .mlp ? max(epochs / 5, 5) : nil
    }

    /// The strength of the penalty on squared weights. Where rows are many times as many as features, a number needs next to
    /// none, and with more its predictions would be off where rows have no noise.
    public var l2: Double {
        guard model == .linear else { return 0 }
        let usual = 1 / Double(trainingRowCount)
        guard task == .regression else { return usual }
        let share = Double(featureCount) / Double(trainingRowCount)
        return min(usual, share * share / 10)
    }

    /// The update rule.
    public var rule: OptimizerKind { model == .linear ? .adam : .adamW }

    /// The strength of the decoupled decay of a multilayer perceptron's weights: more where few rows could be learnt by heart.
    public var weightDecay: Double { rowCount < 100_000 ? 0.1 : 0.01 }
}

// MARK: - Sections of a configuration

extension StarterSettings {
    /// The section `model`, commented.
    public var modelSection: String {
        guard model == .mlp else {
            let others = task == .regression ? "for classes: logistic_regression | softmax_regression" : "or mlp"
            return """
                model:
                  kind: \(Self.padded(modelKind.rawValue, 24))# \(others)\(initialBiasLine)
                """
        }
        return """
            model:
              kind: mlp
              loss: \(Self.padded(loss.rawValue, 24))# \(StarterConfiguration.choices(losses))
              hidden: \(Self.padded("\(hidden)", 22))# units of each hidden layer
              activation: relu              # \(StarterConfiguration.choices(Activation.allCases))\(initialBiasLine)
            """
    }

    /// The mean of a target that is scaled is 0 already.
    private var initialBiasLine: String {
        targetScale == .none ? "\n" + line("initial_bias: target", "begins with the share of each class") : ""
    }

    private var losses: [PointLoss.Kind] {
        PointLoss.Kind.allCases.filter { $0.hasClasses == (task != .regression) }
    }

    /// The sections `training` and `optimizer`, commented.
    /// - Parameter stopsEarly: whether there are rows by which to end early.
    public func trainingSections(stopsEarly: Bool) -> String {
        var lines = [
            "training:",
            line("epochs: \(epochs)", "passes over the rows"),
            line("batch_size: \(batchSize)", "rows of a step"),
            line("shards: \(shardCount)", "parts of a step, for as many workers"),
        ]
        if l2 > 0 { lines.append(line("l2: \(Numerals.text(Self.rounded(l2)))", "keeps the weights small")) }
        if stopsEarly, let patience {
            lines.append(
                line("early_stopping: {patience: \(patience)}", "ends with the parameters of the best epoch"))
        }
        lines += [
            "",
            "optimizer:",
            line("kind: \(rule.rawValue)", StarterConfiguration.choices(OptimizerKind.rules)),
            line("learning_rate: auto", "from how the rows curve the loss; or a number"),
        ]
        if rule == .adamW { lines.append(line("weight_decay: \(weightDecay)", "keeps the weights small")) }
        lines.append(line("schedule: {kind: cosine}", "the rate falls to 0 at the end"))
        return lines.joined(separator: "\n")
    }

    private func line(_ setting: String, _ comment: String) -> String {
        "  \(Self.padded(setting, 30))# \(comment)"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(width - text.count, 1))
    }

    /// A number of at most 1 in one digit.
    private static func rounded(_ number: Double) -> Double {
        var (digit, exponent) = (number, 0)
        while digit < 1 {
            digit *= 10
            exponent -= 1
        }
        return Double("\(Int(digit.rounded()))e\(exponent)") ?? number
    }
}
