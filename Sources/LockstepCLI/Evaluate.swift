import ArgumentParser
import Datasets
import Experiments
import Files
import Kernels
import Models
import NUMA
import Reports
import Training

/// `lockstep evaluate`
struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures a saved model on labelled rows.",
        discussion: """
            Without --data, a run directory is measured on its own validation rows, made or read again from its \
            experiment.yaml; for synthetic rows the weights are compared with the true ones.
            """)

    @OptionGroup var argument: ModelArgument
    @OptionGroup var voice: VoiceOptions

    @Option(help: "A CSV file with the model's features and target among its columns.")
    var data: String?

    func run() throws {
        let model = try argument.load()
        let machine = try MachinePlan(
            workerCount: Topology.current().usableCPUCount, instructionSet: .best())
        var members: [(key: String, value: JSONValue)] = [("digest", .string(model.digest.description))]
        var lines: [String] = []
        if let data {
            let metrics = try measure(model, path: data, machine)
            members += metrics.members()
            lines += metrics.table
        } else {
            guard let run = argument.run else {
                throw Failure.usage(
                    "--data: found none, expected a CSV file (only a run directory has rows of its own)")
            }
            let rows = try Experiment(Configuration.load(path: run.experiment)).loadData(for: machine)
            guard rows.validation.featureCount == model.model.featureCount else {
                throw FileError(
                    file: run.model, place: "weight", found: "\(model.model.featureCount) features",
                    expected: "\(rows.validation.featureCount), as in experiment.yaml")
            }
            if let metrics = model.metrics(on: rows.validation, machine) {
                members += metrics.members(prefix: "validation_")
                lines += metrics.table
            }
            if let test = rows.test.flatMap({ model.metrics(on: $0, machine) }) {
                members += test.members(prefix: "test_")
                lines += test.table.map { "test " + $0 }
            }
            if let truth = rows.truth {
                let comparison = TruthComparison(model, truth)
                members += comparison.members
                lines += comparison.lines
            }
            guard !lines.isEmpty else {
                throw Failure.usage("--data: found none, expected a CSV file, since the run held out no rows")
            }
        }
        if voice.json {
            try Console.print(.object(members))
        } else {
            for line in lines + ["digest \(model.digest)"] { try Console.print(line) }
        }
    }

    private func measure(_ model: TrainedModel, path: String, _ machine: MachinePlan) throws -> RegressionMetrics {
        let names = (0..<model.featureNames.count).map { model.featureNames[$0] }
        let table = try CSVReader.read(path, columns: .features(names, target: model.targetName))
        let source = TableSource(table, targetName: model.targetName)
        let everything = HeldOutSplit(
            rowCount: source.rowCount, fraction: 0, seed: 0, kernels: machine.instructionSet.kernels)
        let dataset = try Dataset(
            source, part: .training, of: everything, partitionCount: machine.workerCount, placement: machine.placement)
        guard let metrics = model.metrics(on: dataset, machine) else {
            throw Failure.usage("\(path): found no rows, expected at least one")
        }
        return metrics
    }
}

/// How far a model is from the truth that its synthetic rows were made with.
struct TruthComparison {
    private let model: TrainedModel
    private let truth: SyntheticRegression

    init(_ model: TrainedModel, _ truth: SyntheticRegression) {
        self.model = model
        self.truth = truth
    }

    private var weights: ArraySlice<Float> { model.values(of: model.model.layout.tensors[0]) }
    private var bias: Float { model.values(of: model.model.layout.tensors[1]).first! }
    private var weightError: Float { zip(weights, truth.weights).map { abs($0 - $1) }.max() ?? 0 }
    private var biasError: Float { abs(bias - truth.bias) }

    var members: [(key: String, value: JSONValue)] {
        [("largest_weight_error", .float(weightError)), ("bias_error", .float(biasError))]
    }

    var lines: [String] {
        var lines = [
            "weight          largest error \(Format.metric(Double(weightError)))",
            "bias            error \(Format.metric(Double(biasError)))",
        ]
        if weights.count <= 16 {
            lines[0] += ": found \(list(weights)), true \(list(truth.weights[...]))"
            lines[1] += ": found \(Format.metric(Double(bias))), true \(Format.metric(Double(truth.bias)))"
        }
        return lines
    }

    private func list(_ values: ArraySlice<Float>) -> String {
        "[" + values.map { Format.metric(Double($0)) }.joined(separator: ", ") + "]"
    }
}

extension RegressionMetrics {
    /// A line for each metric.
    fileprivate var table: [String] {
        [
            "rows            \(Format.grouped(rowCount))",
            "loss            \(Format.metric(loss))",
            "mse             \(Format.metric(mse))",
            "rmse            \(Format.metric(rmse))",
            "mae             \(Format.metric(mae))",
            "r2              \(Format.metric(r2))",
        ]
    }
}
