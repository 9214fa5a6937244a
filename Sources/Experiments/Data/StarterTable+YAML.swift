import Datasets
import Files
import Models

extension StarterTable {
    var modelTitle: String {
        let title = settings.modelKind.title
        return title.prefix(1).uppercased() + title.dropFirst()
    }

    var model: String { settings.modelSection }

    var training: String { settings.trainingSections(stopsEarly: holdsOut || request.hasValidationFile) }

    var data: String {
        var lines = [line("data:"), line("  file:", "paths are relative to this file; columns are found by name")]
        lines.append(line("    train: \(ConfigurationWriter.quotedIfNeeded(request.file))"))
        if let targets = request.targets {
            lines.append(line("    train_targets: \(ConfigurationWriter.quotedIfNeeded(targets))"))
        }
        if !request.hasValidationFile { lines.append(line("    # validation: valid.csv")) }
        lines.append(line("    # test: test.csv"))
        lines.append(line("    target: \(ConfigurationWriter.quotedIfNeeded(survey.target.name))", "what to predict"))
        if let csv = survey.csv {
            lines.append(line("    delimiter: \(csv.delimiter.rawValue)"))
            lines.append(line("    header: \(csv.hasHeader)", "whether the first line names the columns"))
            if csv.decimal != .point { lines.append(line("    decimal: \(csv.decimal.rawValue)")) }
            if csv.missingWords != CSVOptions.defaultMissingWords {
                lines.append(line("    missing_words: \(Self.list(csv.missingWords))", "what stands for nothing"))
            }
        }
        if !categorical.isEmpty {
            lines.append(line("    categorical: \(Self.list(categorical))", "a feature for each name"))
        }
        if !hashed.isEmpty {
            let counts = hashed.sorted { $0.key < $1.key }.map {
                "\(ConfigurationWriter.quotedIfNeeded($0.key, inList: true)): \($0.value)"
            }
            lines.append(line("    hash: {\(counts.joined(separator: ", "))}", "names that share so many features"))
        }
        if !categorical.isEmpty || survey.format == .libsvm {
            lines.append(line("    unknown: ignore", "what no training row has; or error"))
        }
        if !dropped.isEmpty { lines.append(line("    drop: \(Self.list(dropped))", "with nothing to tell")) }
        if !incomplete.isEmpty {
            lines.append(line("    missing: mean", "takes the place of missing numbers; or drop, the row"))
        }
        let scaled = isSparse ? "each number" : "each feature"
        lines.append(line("  scale: standard", "\(scaled) gets mean 0 and deviation 1; or minmax, none"))
        if isSparse { lines.append(line("  storage: sparse", "names cost nothing in rows that have others")) }
        if settings.targetScale != .none {
            lines.append(
                line("  scale_target: \(settings.targetScale.rawValue)", "likewise the target, inside the training"))
        }
        if !request.hasValidationFile {
            lines.append(
                line(
                    "  validation_fraction: \(holdsOut ? settings.validationFraction : 0)", "share of the rows held out"
                ))
        }
        if holdsOut, target.task == .classification {
            lines.append(line("  stratify: true", "of each class in proportion"))
        }
        return lines.joined(separator: "\n")
    }

    private func line(_ setting: String, _ comment: String? = nil) -> String {
        guard let comment else { return setting }
        return setting + String(repeating: " ", count: max(32 - setting.count, 1)) + "# \(comment)"
    }

    private static func list(_ names: [String]) -> String {
        "[\(names.map { ConfigurationWriter.quotedIfNeeded($0, inList: true) }.joined(separator: ", "))]"
    }
}
