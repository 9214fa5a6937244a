public import ArgumentParser
import Datasets
public import Experiments
import Files
import Logging
import NUMA
import Training

/// What is said of a file of rows that is trained on without a configuration.
struct StarterOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: "A file of rows: the column to predict, by name or number (-1: the last), or the array.")
    var target: String?

    @Option(help: "A file of rows: linear or mlp.")
    var model: StarterSettings.Model?

    @Option(help: "A file of rows: regression or classification; decided by the target's rows without it.")
    var task: StarterTask?

    /// Whether a file of rows is meant, whatever it looks like.
    var areGiven: Bool { target != nil || model != nil || task != nil }

    /// What the rows of files call for.
    /// - Parameters:
    ///   - files: the path of the rows, and perhaps that of their targets.
    ///   - settings: flags, of which those of `data.file` say how the files are read.
    ///   - takesFolds: whether each fold is held out in turn.
    ///   - path: how a configuration is to call a path.
    func table(
        _ files: [String], _ settings: SettingOptions, takesFolds: Bool = false,
        naming path: (String) -> String = { $0 }
    ) throws -> StarterTable {
        guard (1...2).contains(files.count) else {
            throw Failure.usage("found \(files.count) files, expected one, or two where rows and targets are apart")
        }
        var request = StarterTable.Request(file: path(files[0]), targets: files.count > 1 ? path(files[1]) : nil)
        request.model = model ?? .linear
        request.task = task
        request.takesFolds = takesFolds
        let machine = try MachinePlan(on: .current())
        let reading = try StarterReading(files, overrides: settings.settings)
        request.hasValidationFile = reading.hasValidationFile
        var file = reading.file
        file.target = try target ?? Self.target(of: file, besides: files)
        return try StarterTable(request, file.survey(by: machine.workers))
    }

    /// The configuration of what the rows of files call for, and the flags that did not help to make it.
    /// - Parameters:
    ///   - files: the path of the rows, and perhaps that of their targets.
    ///   - settings: all flags.
    ///   - logger: is told what was decided.
    ///   - takesFolds: whether each fold is held out in turn.
    func configuration(
        _ files: [String], _ settings: SettingOptions, _ logger: Logger, takesFolds: Bool = false
    ) throws -> (yaml: String, overrides: [String]) {
        guard !Configuration.endsLikeOne(files[0]) else {
            throw Failure.usage("--target, --model, --task: found with a configuration, expected with a file of rows")
        }
        let table = try table(files, settings, takesFolds: takesFolds) { AbsolutePath.of($0, besides: nil) }
        for note in table.notes { logger.info("\(note)") }
        return (
            StarterConfiguration.file(table).yaml(name: Init.runName(files[0])),
            settings.settings.filter { !StarterReading.decides($0) } + settings.machine.overrides
        )
    }

    /// The target where the user names none.
    private static func target(of file: RowFile, besides files: [String]) throws -> String? {
        if files.count > 1 { return nil }
        let candidates = try file.targetCandidates()
        guard !candidates.isEmpty else {
            guard file.format.isOneArray else { return nil }
            throw Failure.usage(
                "\(file.path): found \(file.format.noun), which holds no targets, expected a second file with these")
        }
        let usual = ["target", "targets", "y", "label", "labels"]
        if file.format.hasNamedArrays, let name = usual.first(where: candidates.contains) { return name }
        let list = OneLine.list(candidates, limit: 20)
        throw Failure.usage("\(file.path): found no --target, expected what to predict, one of \(list)")
    }
}

extension StarterSettings.Model: ExpressibleByArgument {}
extension StarterTask: ExpressibleByArgument {}
