import ArgumentParser
import Experiments
import Files
import Glibc
import Kernels
import Reports

/// `lockstep report`
struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes a page that shows a run, or compares several.",
        discussion: """
            For one run, this rewrites the report.html in its directory. For several, their results, settings and curves \
            go to one page. A page is one file that needs no network.
            """)

    @Argument(help: "Directories of runs.")
    var runs: [String]

    @Option(help: "The page's file; without it the run's report.html, or comparison.html in the current directory.")
    var output: String?

    @Flag(help: "Replaces the file that --output names, or the comparison.")
    var overwrite = false

    func run() throws {
        let directories = runs.map(RunDirectory.init)
        for directory in directories where !directory.isRun {
            throw Failure.usage("\(directory.path): found no run's directory, expected one with an experiment.yaml")
        }
        let path = output ?? (runs.count == 1 ? directories[0].report : "comparison.html")
        guard overwrite || output == nil && runs.count == 1 || access(path, F_OK) != 0 else {
            throw Failure.usage("\(path): found a file, expected a new one (or --overwrite, to replace it)")
        }
        let kernels = try InstructionSet.best().kernels
        let records = try directories.map { directory in
            let settings = try Configuration.load(path: directory.experiment).settings
            return try RunRecord(reading: directory, settings: settings, kernels: kernels)
        }
        try AtomicFile.write(records.count == 1 ? RunPage(records[0]).html : ComparisonPage(records).html, to: path)
        try Console.print(path)
    }
}
