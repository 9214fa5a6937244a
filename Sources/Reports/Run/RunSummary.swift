public import Datasets
public import Experiments
import Files
import Kernels
import Measures
public import NUMA
public import Training

/// The contents of `summary.json`, and what a run prints at its end.
public struct RunSummary: Sendable {
    /// The name that the configuration gives.
    public var name: String
    /// The losses, counts and times of the training.
    public var outcome: TrainingOutcome
    /// Metrics of the model on the rows that it was trained on.
    public var train: Evaluation
    /// Metrics of the model on the validation rows, where there are some.
    public var validation: Evaluation?
    /// Metrics of the model on the test rows, where there are some.
    public var test: Evaluation?
    /// The epoch after which the parameters were those of the model, where early stopping chose it; nil elsewhere.
    public var bestEpoch: Int?
    /// The least probability of the second of two classes with which it is predicted; nil where the most probable class is.
    public var threshold: Float?
    /// The size of the pictures that rows are; nil where they are none.
    public var imageShape: ImageShape?
    /// The parameters' digest.
    public var digest: Digest
    /// Rows that were trained on, once an epoch.
    public var trainingRows: Int
    /// Features of a row.
    public var featureCount: Int
    /// Epochs that were started.
    public var epochCount: Int
    /// Seconds that making or reading the rows took.
    public var dataSeconds: Double
    /// The machine that it ran on.
    public var machine: MachinePlan
    /// Where the run's memory was found.
    public var memory: [PlacedMemory]
    /// The learning rate before the schedule's factor; nil for a solver.
    public var learningRate: Float?
    /// How near a solver has come to the optimum; nil for minibatch descent.
    public var optimality: Optimality?
    /// Rows that the workers read, by where these lay.
    public var rowsRead: RowsRead

    /// What each of several ranks had and spent; empty for a process alone.
    public var ranks: [RankReport]

    /// Collects a summary.
    public init(
        name: String, outcome: TrainingOutcome, train: Evaluation, validation: Evaluation?, test: Evaluation?,
        bestEpoch: Int? = nil, threshold: Float? = nil, imageShape: ImageShape? = nil, digest: Digest,
        training: Dataset,
        epochCount: Int, learningRate: Float?, optimality: Optimality? = nil, dataSeconds: Double, machine: MachinePlan,
        memory: [PlacedMemory],
        rowsRead: RowsRead,
        ranks: [RankReport] = []
    ) {
        self.name = name
        self.outcome = outcome
        self.train = train
        self.validation = validation
        self.test = test
        self.bestEpoch = bestEpoch
        self.threshold = threshold
        self.imageShape = imageShape
        self.digest = digest
        self.trainingRows = training.rowCount
        self.featureCount = training.featureCount
        self.epochCount = epochCount
        self.learningRate = learningRate
        self.optimality = optimality
        self.dataSeconds = dataSeconds
        self.machine = machine
        self.memory = memory
        self.rowsRead = rowsRead
        self.ranks = ranks
    }

    /// The summary of a run that has come to its end.
    public init(_ result: RunResult, of run: ExperimentRun) {
        let trainer = result.trainer
        self.init(
            name: run.experiment.configuration[Schema.name], outcome: result.outcome, train: result.training,
            validation: result.validation, test: result.test,
            bestEpoch: trainer.plan.earlyStopping == nil ? nil : result.outcome.epochOfParameters,
            threshold: result.model.threshold, imageShape: result.data.imageShape,
            digest: result.model.digest, training: result.data.training,
            epochCount: trainer.minibatches.epochs(ofSteps: trainer.completedSteps),
            learningRate: trainer.fullLearningRate, optimality: trainer.optimality, dataSeconds: result.dataSeconds,
            machine: run.machine, memory: trainer.placedMemory, rowsRead: trainer.rowsRead, ranks: result.ranks)
    }

    /// The part of all rows that were read by workers of their own node; nil where workers have none.
    private var localRowShare: Double? { machine.placement.isBinding ? rowsRead.localShare : nil }

    /// The document.
    public var json: JSONValue {
        var members: [(key: String, value: JSONValue)] = [
            ("name", .string(name)),
            (LockstepVersion.key, .string(LockstepVersion.current)),
            ("digest", .string(digest.description)),
        ]
        for (name, evaluation) in parts {
            members += evaluation.members(prefix: "\(name)_") + evaluation.baselineMembers(prefix: "\(name)_")
            if let lossUnit = outcome.lossUnit {
                members.append(("scaled_\(name)_loss", .number(evaluation.loss / lossUnit)))
            }
        }
        members += [
            ("epochs", .integer(epochCount)),
            ("learning_rate", learningRate.map { .float($0) } ?? .null),
            ("optimality", optimality?.json ?? .null),
            ("stopped_early", .bool(outcome.hasStoppedEarly)),
            ("best_epoch", bestEpoch.map { .integer($0) } ?? .null),
            ("decision_threshold", threshold.map { .float($0) } ?? .null),
            ("steps", .integer(outcome.stepCount)),
            ("rows_seen", .integer(outcome.rowCount)),
            ("training_rows", .integer(trainingRows)),
            ("features", .integer(featureCount)),
            ("image", imageShape.map { .string("\($0)") } ?? .null),
            ("train_seconds", .number(outcome.seconds)),
            ("data_seconds", .number(dataSeconds)),
            ("rows_per_second", .number(outcome.rowsPerSecond)),
            ("workers", .integer(machine.workerCount)),
            ("instruction_set", .string(machine.instructionSet.rawValue)),
            ("memory_nodes", .array(machine.placement.nodes.map { .integer($0.id) })),
            ("local_row_share", localRowShare.map { .number($0) } ?? .null),
            ("memory", .array(memory.map(\.json))),
        ]
        if !ranks.isEmpty { members.append(("ranks", .array(ranks.map(\.json)))) }
        return .object(members)
    }

    /// Lines for people; the last two are the validation loss, where there is one, and the digest.
    public var lines: [String] {
        let speed = "\(Format.short(outcome.rowsPerSecond)) rows/s: \(Format.grouped(outcome.rowCount)) rows"
        let workers = Format.count(machine.workerCount, "worker")
        var lines = [
            "trained on      \(Format.grouped(trainingRows)) rows x \(Format.grouped(featureCount)) features,"
                + " \(Format.count(outcome.stepCount, "step")) in \(Format.count(epochCount, "epoch"))"
                + (outcome.hasStoppedEarly ? ", stopped early" : "")
                + (bestEpoch.map { "; the model is that of epoch \(Format.grouped($0))" } ?? ""),
            "speed           \(speed) in \(Format.seconds(outcome.seconds)), \(workers), "
                + machine.instructionSet.rawValue,
        ]
        if let optimality { lines.append(optimality.line) }
        if let localRowShare {
            let nodes = Format.count(machine.placement.nodes.count, "memory node")
            lines.append(
                "memory          \(nodes), \(Format.metric(100 * localRowShare)) % of the rows read on their own")
        }
        if !ranks.isEmpty {
            let hosts = Format.count(Set(ranks.map(\.host)).count, "host")
            let shares = ranks.map { 100 * $0.exchangeSeconds / max(outcome.seconds, .leastNormalMagnitude) }
            lines.append(
                "ranks           \(ranks.count) on \(hosts); exchanges, waiting included, took "
                    + "\(Format.fixed(shares.min()!, 0)) to \(Format.fixed(shares.max()!, 0)) % of the time")
        }
        lines += measureTable
        if let threshold {
            lines.append("decision threshold \(threshold), chosen on the validation rows")
        }
        if let validation {
            lines.append("validation loss \(Format.metric(validation.loss))")
        }
        return lines + ["digest \(digest)"]
    }

    /// A line for each part of the rows, with one below that for what a model without features comes to, and the names of
    /// what was measured of them above.
    private var measureTable: [String] {
        let measures = train.mainMeasures
        let rows =
            [["", "rows", "loss"] + scaledName + measures.map(\.rawValue)]
            + parts.flatMap { name, evaluation in
                let (values, baseline) = (evaluation.measures, evaluation.baseline)
                let own =
                    [name, Format.grouped(evaluation.rowCount), Self.text(evaluation.loss)] + scaled(evaluation.loss)
                    + measures.map { values[$0]?.text(digits: 4) ?? "" }
                let alone =
                    ["  " + evaluation.baselineName, "", baseline[.loss]?.text(digits: 4) ?? ""]
                    + scaledName.map { _ in "" }
                    + measures.map { baseline[$0]?.text(digits: 4) ?? "" }
                return name == "train" ? [own] : [own, alone]
            }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max()! }
        return rows.map { row in
            let cells = row.indices.dropFirst().map { column in
                String(repeating: " ", count: widths[column] - row[column].count) + row[column]
            }
            let line = row[0] + String(repeating: " ", count: 16 - row[0].count) + cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// The parts of the rows that there are.
    private var parts: [(name: String, evaluation: Evaluation)] {
        [("train", train), ("validation", validation), ("test", test)].compactMap { name, evaluation in
            evaluation.map { (name, $0) }
        }
    }

    /// The heading of the losses that were trained on, where the target was scaled.
    private var scaledName: [String] { outcome.lossUnit == nil ? [] : ["scaled loss"] }

    /// A loss in the unit that was trained in, where the target was scaled.
    private func scaled(_ loss: Double) -> [String] { outcome.lossUnit.map { [Self.text(loss / $0)] } ?? [] }

    private static func text(_ measure: Double) -> String { Format.metric(measure, digits: 4) }
}
