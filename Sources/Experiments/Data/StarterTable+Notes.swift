import Datasets
import Files
import Models

extension StarterTable {
    /// What was decided and why, a line for each, for people.
    public var notes: [String] {
        let numbers = columns.compactMap { if case .numbers = $0.decision { $0.column.name } else { nil } }
        let names = columns.compactMap { column, decision in
            if case .names(let count) = decision { "\(column.name) (\(count))" } else { nil }
        }
        var notes = [Self.line("rows", rows), Self.line("target", targetReason)]
        if let rarest = target.classes.min(by: { $0.count < $1.count }),
            Double(rarest.count) < Self.rareShare * Double(rowCount)
        {
            notes.append(
                Self.line(
                    "rare class",
                    "\(OneLine.quoted(rarest.name)) has \(rarest.count) of \(rowCount) rows; "
                        + "--set training.class_weight=balanced counts all classes alike"))
        }
        if !numbers.isEmpty {
            notes.append(Self.line("numbers", "\(Self.list(numbers)): scaled to mean 0 and deviation 1"))
        }
        if !names.isEmpty { notes.append(Self.line("names", "\(Self.list(names)): a feature for each name")) }
        if !hashed.isEmpty {
            let counts = hashed.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
            notes.append(Self.line("hashed", "\(Self.list(counts)): names that share so many features"))
        }
        for (column, decision) in columns {
            if case .dropped(let reason) = decision {
                notes.append(Self.line("left out", "column \(OneLine.quoted(column.name)): \(reason)"))
            }
        }
        if !incomplete.isEmpty {
            let list = Self.list(incomplete.map { "\($0.name) (\($0.missingCount) rows)" })
            notes.append(Self.line("missing", "\(list): the column's mean, or a class of its own among names"))
        }
        if survey.target.missingCount > 0 {
            notes.append(Self.line("no target", "\(survey.target.missingCount) rows, which are left out"))
        }
        if target.task == .regression {
            notes.append(
                Self.line("target scale", "mean 0 and deviation 1 while training; predictions are in its own unit"))
        }
        notes.append(
            Self.line(
                "held out",
                request.takesFolds
                    ? "each fold in turn"
                    : holdsOut
                        ? "\(settings.validationFraction) of the rows\(target.classes.isEmpty ? "" : " of each class"), drawn by the seed, to measure the model"
                        : request.hasValidationFile
                            ? "nothing, since there is a file to validate on" : "nothing: \(rowCount) rows are too few")
        )
        return notes
    }

    /// A class with less than this share of the rows is mentioned.
    private static let rareShare = 0.05

    private var rows: String {
        let format = survey.csv.map { "\(survey.format.title), \($0)" } ?? survey.format.title
        let columns = survey.columns.isEmpty ? "\(featureCount) features" : "\(survey.columns.count) columns"
        return "\(survey.file): \(format); \(survey.rowCount) rows x \(columns)"
    }

    private var targetReason: String {
        let name = OneLine.quoted(survey.target.name)
        let others: StarterTask = target.task == .regression ? .classification : .regression
        let isAsked = request.task != nil
        return "\(name), \(target.reason): \(target.task.rawValue), \(settings.modelKind.title)"
            + (isAsked || survey.target.hasNames ? "" : " (--task \(others.rawValue) for the other)")
    }

    private static func line(_ label: String, _ text: String) -> String {
        label + String(repeating: " ", count: 16 - label.count) + text
    }

    private static func list(_ names: [String]) -> String { OneLine.list(names, limit: 8) }
}
