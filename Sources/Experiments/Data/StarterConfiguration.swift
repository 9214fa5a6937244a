import KernelTable
import Models
import Optimizers
import Vocabulary

/// A commented configuration to start from, which trains as it stands.
public enum StarterConfiguration: Sendable {
    /// Linear regression on rows made from the seed.
    case linear
    /// Softmax regression on classes made from the seed.
    case softmax
    /// A multilayer perceptron on classes made from the seed.
    case mlp
    /// What the rows of a file call for.
    case file(StarterTable)

    /// The configuration as YAML.
    /// - Parameter name: the run's name, and that of the file without its ending.
    public func yaml(name: String) -> String {
        """
        # \(title)
        #   lockstep train \(name).yaml
        name: \(name)
        seed: 42                        # decides every random number of the run

        \(data)

        \(model)

        \(training)

        # What `lockstep sweep \(name).yaml` tries, once the marks are removed.
        # sweep:
        #   method: random              # grid | random | halving
        #   trials: 20
        #   parameters:
        #     learning_rate: {log_uniform: [0.001, 0.1]}
        #     batch_size: [32, 128, 512]

        """
    }

    private var title: String {
        switch self {
        case .linear: "Linear regression: a number from a weighted sum of the features."
        case .softmax: "Softmax regression: the probability of each of several classes."
        case .mlp: "A multilayer perceptron: classes that no weighted sum can tell apart."
        case .file(let table): "\(table.modelTitle) on the rows of a file."
        }
    }

    private var data: String {
        switch self {
        case .linear:
            """
            data:
              synthetic:                    # rows made from the seed; for a file see `lockstep init FILE`
                kind: regression
                rows: 100_000
                features: 32
                noise: 0.1                  # standard deviation of what no model can know
              validation_fraction: 0.1      # share of the rows held out
            """
        case .softmax:
            """
            data:
              synthetic:                    # rows made from the seed; for a file see `lockstep init FILE`
                kind: classification
                rows: 100_000
                features: 32
                classes: 10
                noise: 0.25                 # some labels are wrong whatever one does
              validation_fraction: 0.1      # share of the rows held out
            """
        case .mlp:
            """
            data:
              synthetic:                    # rows made from the seed; for a file see `lockstep init FILE`
                kind: classification
                rows: 50_000
                features: 32
                classes: 10
                noise: 0.1                  # some labels are wrong whatever one does
              validation_fraction: 0.1      # share of the rows held out
            """
        case .file(let table): table.data
        }
    }

    private var model: String {
        switch self {
        case .linear:
            """
            model:
              kind: linear_regression
              loss: squared                 # \(Self.choices(Architecture.Kind.linearRegression.losses))
            """
        case .softmax:
            """
            model:
              kind: softmax_regression      # of two classes: logistic_regression
            """
        case .mlp:
            """
            model:
              kind: mlp
              hidden: [128, 64]             # units of each hidden layer
              activation: relu              # \(Self.choices(Activation.allCases))
            """
        case .file(let table): table.model
        }
    }

    private var training: String {
        switch self {
        case .linear: synthetic(learningRate: "0.03")
        case .softmax: synthetic(learningRate: "0.1")
        case .mlp:
            """
            training:
              epochs: 20                    # passes over the rows
              batch_size: 256               # rows of a step
              early_stopping: {patience: 3} # ends with the parameters of the best epoch

            optimizer:
              kind: adamw                   # \(Self.choices(OptimizerKind.rules))
              learning_rate: 0.003
              weight_decay: 0.01
              schedule: {kind: cosine, warmup_steps: 100}
            """
        case .file(let table): table.training
        }
    }

    static func choices(_ words: [some Term]) -> String { words.map(\.rawValue).joined(separator: " | ") }

    private func synthetic(learningRate: String) -> String {
        """
        training:
          epochs: 5                     # passes over the rows
          batch_size: 256               # rows of a step
          # l2: 1.0e-4                  # keeps the weights small
          # early_stopping: {patience: 3}

        optimizer:
          kind: sgd                     # \(Self.choices(OptimizerKind.rules))
          learning_rate: \(learningRate)
        """
    }
}
