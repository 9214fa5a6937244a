public import Datasets
import Models
import Optimizers

/// What decides the configuration for a CSV file.
public struct StarterTable: Sendable {
    /// A column of more names than this is left out: each would be a feature.
    private static let maximumNameCount = 100

    let file: String
    let target: String
    let delimiter: CSVOptions.Delimiter
    /// The number of names in the target's column; nil where it has numbers.
    let classCount: Int?
    let categorical: [String]
    let dropped: [String]
    let missing: Schema.Missing
    let featureCount: Int
    let rowCount: Int

    /// Looks at a file's columns.
    /// - Parameters:
    ///   - file: the path that the configuration is to name.
    ///   - target: the column to predict, one of those described.
    ///   - delimiter: what separates the file's fields.
    ///   - description: what the columns hold.
    public init(file: String, target: String, delimiter: CSVOptions.Delimiter, _ description: FileDescription) {
        self.file = file
        self.target = target
        self.delimiter = delimiter
        var classCount: Int?
        var categorical: [String] = []
        var dropped: [String] = []
        var missing = Schema.Missing.error
        var featureCount = 0
        for column in description.columns {
            switch column.content {
            case .names(let names) where column.name == target:
                classCount = names.count
            case .names(let names) where names.count > Self.maximumNameCount:
                dropped.append(column.name)
            case .names(let names):
                categorical.append(column.name)
                featureCount += names.count
            case .numbers(let numbers):
                if column.name != target { featureCount += 1 }
                guard numbers.missingCount > 0 else { continue }
                if column.name == target { missing = .drop } else if missing == .error { missing = .mean }
            }
        }
        self.classCount = classCount
        self.categorical = categorical
        self.dropped = dropped
        self.missing = missing
        self.featureCount = featureCount
        rowCount = description.rowCount
    }
}

// MARK: - Sections

extension StarterTable {
    /// The settings of the training.
    private var settings: StarterSettings {
        StarterSettings(
            classCount.map { .classification(classCount: $0) } ?? .regression, model: .linear, rowCount: rowCount,
            featureCount: featureCount)
    }

    var modelTitle: String {
        let title = settings.modelKind.title
        return title.prefix(1).uppercased() + title.dropFirst()
    }

    var data: String {
        func quoted(_ name: String) -> String { ConfigurationWriter.quotedIfNeeded(name) }
        func list(_ names: [String]) -> String { "[\(names.map(quoted).joined(separator: ", "))]" }
        var lines = [
            "data:",
            "  file:                         # paths are relative to this file; columns are found by name",
            "    train: \(quoted(file))",
            "    # validation: valid.csv",
            "    # test: test.csv",
            "    target: \(quoted(target))",
        ]
        if delimiter != .comma { lines.append("    delimiter: \(delimiter.rawValue)") }
        if !categorical.isEmpty { lines.append("    categorical: \(list(categorical))    # a feature for each name") }
        if !dropped.isEmpty { lines.append("    drop: \(list(dropped))    # too many different names") }
        switch missing {
        case .error: break
        case .drop: lines.append("    missing: drop               # rows that lack a number are left out")
        case .mean: lines.append("    missing: mean               # takes the place of missing numbers; or drop")
        }
        lines.append("  scale: standard               # each feature gets mean 0 and deviation 1; or minmax, none")
        if settings.targetScale != .none {
            lines.append(
                "  scale_target: \(settings.targetScale.rawValue)        # likewise the target, inside the training")
        }
        lines.append(
            "  validation_fraction: \(settings.validationFraction)      # share of the rows held out where no validation file is given"
        )
        return lines.joined(separator: "\n")
    }

    var model: String { settings.modelSection }

    var training: String { settings.trainingSections }
}
