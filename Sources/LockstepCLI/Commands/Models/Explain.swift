import ArgumentParser
import Experiments
import Files
import KernelTable
import Kernels
import Measures
import Models
import Reports
import Studies
import Training

/// `lockstep explain`
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tells what a model has learned.",
        discussion: """
            Coefficients of linear models, in the file's units and scaled. Their standard errors and confidence intervals where \
            the model is at the optimum of its likelihood. For every model how much worse it predicts held-out rows where a \
            column is shuffled, and how its predictions follow the most important columns.

              lockstep explain runs/houses
              lockstep explain runs/adult --measure roc_auc --repeats 20

            The run directory gets explanation.json, a CSV file of each table, and a report.html that shows them. Of a model \
            file, which has no rows, coefficients are told.
            """)

    @OptionGroup var argument: ModelArgument
    @OptionGroup var workers: WorkerOptions
    @OptionGroup var verbosity: VerbosityOptions

    @Option(help: "The measure that shuffled columns make worse; log_loss, deviance or rmse where not given.")
    var measure: String?

    @Option(help: "How often each column is shuffled, from 1 to 1000.")
    var repeats = 5

    @Option(help: "The most held-out rows to look at for importance and dependence, at least 1.")
    var rows = 5000

    @Option(help: "The columns whose importance is measured, as in age,city; all where not given.")
    var columns: String?

    @Option(help: "The share of confidence intervals that hold the truth, above 0 and below 1.")
    var level = 0.95

    func run() throws {
        let model = try argument.load()
        let request = try request(for: model)
        guard let run = argument.run else {
            return try say(ExplanationReport(Explanation(of: model), of: model))
        }
        let machine = try workers.machinePlan()
        let configuration = try Configuration.load(path: run.experiment)
        let data = try Experiment(configuration).loadData(for: machine)
        try run.check(data, against: model)
        let report = ExplanationReport(
            try explanation(of: model, configuration, data, request, machine), of: model)
        try write(report, to: run, configuration, model)
        try say(report)
        if !verbosity.json { try Console.print("written to \(run.explanation) and \(run.report)") }
    }

    private func explanation(
        of model: TrainedModel, _ configuration: Configuration, _ data: ExperimentData, _ request: Explanation.Request,
        _ machine: MachinePlan
    ) throws -> Explanation {
        do {
            return try Explanation(of: model, trainedAs: configuration, on: data, request, machine)
        } catch let error as Explanation.UnknownColumn {
            throw Failure.usage(
                "--columns: found \(OneLine.quoted(error.name)), expected columns of the features, such as "
                    + OneLine.list(error.columns, limit: 10))
        } catch let error as PermutationImportance.Undefined {
            throw Failure.usage("--measure: found no value for the held-out rows, since \(error.reason)")
        }
    }

    private func request(for model: TrainedModel) throws -> Explanation.Request {
        var request = Explanation.Request()
        let loss = model.architecture.regressionLoss?.kind ?? .crossEntropy
        let measures = Measure.allCases.filter { $0.judges(loss) }
        if let measure {
            guard let found = measures.first(where: { $0.rawValue == measure }) else {
                throw Failure.usage(
                    "--measure: found \(OneLine.quoted(measure)), expected one of "
                        + measures.map(\.rawValue).joined(separator: ", "))
            }
            request.measure = found
        }
        guard (1...1000).contains(repeats) else {
            throw Failure.usage("--repeats: found \(repeats), expected a whole number from 1 to 1000")
        }
        guard rows >= 1 else { throw Failure.usage("--rows: found \(rows), expected a whole number from 1") }
        guard level > 0, level < 1 else {
            throw Failure.usage("--level: found \(level), expected a number above 0 and below 1")
        }
        request.repeatCount = repeats
        request.mostRows = rows
        request.columns = columns.map { $0.split(separator: ",").map(String.init) }
        request.level = level
        return request
    }

    private func write(
        _ report: ExplanationReport, to run: RunDirectory, _ configuration: Configuration, _ model: TrainedModel
    ) throws {
        try AtomicFile.write(report.json.pretty + "\n", to: run.explanation)
        for table in report.tables { try AtomicFile.write(table.text, to: "\(run.path)/\(table.name)") }
        let record = try RunRecord(
            reading: run, settings: configuration.settings, kernels: InstructionSet.best().kernels)
        try RunPage(record).write(to: run.report)
    }

    private func say(_ report: ExplanationReport) throws {
        if verbosity.json { return try Console.print(report.json) }
        for line in report.lines { try Console.print(line) }
    }
}
