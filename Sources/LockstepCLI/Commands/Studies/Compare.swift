import ArgumentParser
import Datasets
import Experiments
import Files
import Glibc
import Kernels
import Measures
import Models
import NUMA
import Reports
import Studies
import Training

/// `lockstep compare`
struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tells by how much models differ on the same rows, and how sure that is.",
        discussion: """
            Models are compared with the first: runs on the rows of --data, or without it on the rows that they held out, \
            which must be the same; cross-validations on all rows that their folds predict. Each difference of measures has a \
            confidence interval, from rows that are drawn again and again by the seed, the same for both models (Efron and \
            Tibshirani 1993).

              lockstep compare runs/linear runs/mlp
              lockstep compare runs/linear runs/mlp --data new.csv --output comparison.html
              lockstep compare runs/linear-folds runs/mlp-folds
            """)

    @Argument(help: "Directories of runs, or models, or directories of cross-validations.")
    var models: [String]

    @Option(help: "A file with the models' features and target.")
    var data: String?

    @Option(help: "A file of the rows' targets, where these are not in --data.")
    var targets: String?

    @Option(help: "A file of the rows' weights; for CSV they are a column.")
    var weights: String?

    @Option(help: "How often rows are drawn.")
    var resamples = 1000

    @Option(help: "The share of intervals that hold the true difference.")
    var confidence = 0.95

    @Option(help: "Chooses the rows that are drawn.")
    var seed = 42

    @Option(help: "A page to write.")
    var output: String?

    @Flag(help: "Replaces the file that --output names.")
    var overwrite = false

    @OptionGroup var rows: RowOptions
    @OptionGroup var workers: WorkerOptions
    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
        let plan = try plan()
        let machine = try workers.machinePlan()
        let compared = try models.map { try ComparedModel(at: $0, asked(), machine) }
        let first = compared[0]
        let others = try compared.dropFirst().map { second in
            guard first.classes == second.classes else {
                throw Failure.usage("\(second.path): found other classes, expected those of \(first.path)")
            }
            do {
                let pairs = try PairedPredictions(first.predictions, second.predictions, judging: first.loss)
                return (
                    name: second.path,
                    bootstrap: PairedBootstrap(
                        of: pairs, plan, workers: machine.workers, kernels: machine.instructionSet.kernels)
                )
            } catch let mismatch as PairedPredictions.Mismatch {
                throw Failure.usage(
                    "\(second.path): found that it cannot be compared with \(first.path), since \(mismatch); expected "
                        + "the same rows, as --data gives")
            }
        }
        let report = ComparisonReport(first: first.path, others: others)
        if let output { try AtomicFile.write(report.page, to: output) }
        if verbosity.json { return try Console.print(report.json) }
        for line in report.lines { try Console.print(line) }
        if let output { try Console.print("written to \(output)") }
    }

    private func asked() -> ComparedModel.Rows? {
        data.map { ComparedModel.Rows(path: $0, targets: targets, weights: weights, options: rows) }
    }

    private func plan() throws -> PairedBootstrap.Plan {
        guard models.count > 1 else { throw Failure.usage("found \(models.count) model, expected two or more") }
        guard data != nil || targets == nil && weights == nil else {
            throw Failure.usage("--targets, --weights: found without --data, expected with it")
        }
        guard (1...1_000_000).contains(resamples) else {
            throw Failure.usage("--resamples: found \(resamples), expected a whole number from 1 to 1000000")
        }
        guard confidence > 0, confidence < 1 else {
            throw Failure.usage("--confidence: found \(confidence), expected a number above 0 and below 1")
        }
        guard seed >= 0 else { throw Failure.usage("--seed: found \(seed), expected a whole number from 0") }
        guard overwrite || output.map({ access($0, F_OK) != 0 }) ?? true else {
            throw Failure.usage("\(output ?? ""): found a file, expected a new one (or --overwrite, to replace it)")
        }
        var plan = PairedBootstrap.Plan()
        plan.resampleCount = resamples
        plan.confidence = confidence
        plan.seed = UInt64(seed)
        return plan
    }
}
