import Datasets
public import Experiments
import Files
import Measures
import Models
import Training

/// `model-card.md`: what a model is, on which rows it was trained, how well it predicts, and what was not measured.
///
/// Source: Mitchell et al., "Model Cards for Model Reporting", FAT* 2019.
public struct ModelCard: Sendable {
    private let summary: RunSummary
    private let model: TrainedModel
    private let configuration: Configuration
    private let data: ExperimentData
    private let experiment: String

    /// - Parameters:
    ///   - summary: what the run came to.
    ///   - result: the run's result.
    ///   - configuration: the run's configuration.
    ///   - directory: the run's directory.
    public init(_ summary: RunSummary, of result: RunResult, _ configuration: Configuration, in directory: RunDirectory)
    {
        self.summary = summary
        self.configuration = configuration
        model = result.model
        data = result.data
        experiment = directory.experiment
    }

    /// The card, in Markdown.
    public var text: String {
        ([heading] + rows + measures + limits + reproduction).joined(separator: "\n") + "\n"
    }

    private static let mostNames = 50

    private var heading: String {
        let kind = model.architecture.kind.title
        let classes = model.classes.map { ", one of \(Self.list($0.names, noun: "class", plural: "classes"))" } ?? ""
        return """
            # \(Self.plain(summary.name))

            A \(kind) that predicts `\(Self.plain(model.targetName))`\(classes), from \
            \(Format.count(model.featureNames.count, "feature")): \(features).

            """
    }

    private var features: String {
        guard case .named(let names) = model.featureNames else { return "columns without names" }
        return Self.list(names, noun: "feature", plural: "features")
    }

    private var rows: [String] {
        var lines = ["## Rows", ""]
        typealias Keys = Schema.Data.File
        if configuration.has(Keys.section) {
            let paths = configuration[Keys.train].paths
            lines.append("- From \(paths.map { "`\(Self.plain($0))`" }.joined(separator: ", ")).")
        } else {
            lines.append("- Made by Lockstep from the seed \(configuration[Schema.seed]).")
        }
        let parts = [
            ("trained on", data.training.rowCount, model.rows?.training),
            ("validated on", data.validation.rowCount, model.rows?.validation),
            ("tested on", data.test?.rowCount ?? 0, model.rows?.test),
        ]
        for (verb, count, fingerprint) in parts where count > 0 {
            let name = fingerprint.map { ", fingerprint `\($0)`" } ?? ""
            lines.append("- \(Format.count(count, "row")) \(verb)\(name).")
        }
        if data.droppedRowCount > 0 {
            lines.append("- \(Format.count(data.droppedRowCount, "row")) left out since a value is missing.")
        }
        if data.untargetedRowCount > 0 {
            lines.append("- \(Format.count(data.untargetedRowCount, "row")) left out since the target is missing.")
        }
        if model.scaling?.fills != nil { lines.append("- Numbers that are missing are replaced by the column's mean.") }
        if let offset = model.offsetName { lines.append("- `\(Self.plain(offset))` is added to the score as it is.") }
        if let weight = model.weightName { lines.append("- Rows count as much as `\(Self.plain(weight))` says.") }
        if configuration[Schema.Training.classWeight] != .uniform {
            lines.append("- Classes are weighted in training (`training.class_weight`), so that probabilities are too.")
        }
        return lines + [""]
    }

    private var measures: [String] {
        let parts = [("validation", summary.outcome.validation), ("test", summary.test)].compactMap {
            name, evaluation in
            evaluation.map { (name: name, values: $0.measures, baseline: $0.baseline) }
        }
        guard let first = parts.first else {
            return [
                "## How well it predicts", "",
                "Not known: no rows were held out. The mean loss on the rows that it was trained on is "
                    + "\(Format.metric(summary.outcome.trainLoss)).", "",
            ]
        }
        let rows = first.values.entries.map { measure, _ in
            let cells = parts.map { part -> String in
                let baseline = part.baseline[measure]?.number
                let value = part.values[measure].map(Self.text) ?? ""
                return value + (baseline.map { " (\(Format.metric($0)) without features)" } ?? "")
            }
            return "| `\(measure.rawValue)` | \(cells.joined(separator: " | ")) |"
        }
        return [
            "## How well it predicts", "", "| measure | \(parts.map(\.name).joined(separator: " | ")) |",
            "| --- |\(parts.map { _ in " ---: |" }.joined())",
        ] + rows + [""]
    }

    private static func text(_ value: MeasuredValue) -> String {
        switch value {
        case .number(let number): Format.metric(number)
        case .undefined(let reason): "undefined: \(plain(reason))"
        }
    }

    /// What the figures do not tell.
    private var limits: [String] {
        var lines = ["## Not measured", ""]
        if summary.outcome.validation == nil, summary.test == nil {
            lines.append("- How well it predicts rows that it has not seen.")
        } else {
            lines.append("- Rows of other times, places or sources than those of the file.")
        }
        if summary.test == nil, summary.outcome.validation != nil,
            configuration.has(Schema.Training.EarlyStopping.section)
        {
            lines.append(
                "- A test: the epoch was chosen by the validation rows, so that measures on them are somewhat too good."
            )
        }
        if model.classes != nil { lines.append("- Whether groups of rows are treated alike.") }
        lines.append("- Values of features outside the range that was trained on.")
        return lines + [""]
    }

    private var reproduction: [String] {
        [
            "## Reproduce", "",
            "The same parameters, to the last bit, on any machine and with any number of workers:", "", "```sh",
            "lockstep train \(ShellWord.quoted(experiment))", "```", "",
            "- Digest of the parameters: `\(model.digest)`", "- Lockstep \(LockstepVersion.current)",
        ]
    }

    private static func list(_ names: [String], noun: String, plural: String) -> String {
        let shown = names.prefix(mostNames).map { "`\(plain($0))`" }.joined(separator: ", ")
        let rest = names.count - mostNames
        return rest > 0 ? "\(shown) and \(Format.grouped(rest)) more \(rest == 1 ? noun : plural)" : shown
    }

    /// A name that cannot end its code or its line.
    private static func plain(_ text: String) -> String {
        OneLine.escaped(text).replacing("`", with: "'").replacing("|", with: "/")
    }
}
