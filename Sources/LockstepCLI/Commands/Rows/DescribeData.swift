import ArgumentParser
import Datasets
import Reports
import Training

/// `lockstep data describe`
struct DescribeData: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Describes the columns of a file.",
        discussion: """
            For numbers, how many are missing, the least, greatest, mean, standard deviation, and a histogram; for names, \
            how many rows have each. A table may be larger than memory.
            """)

    @Argument(help: "A file of \(RowOptions.formats); also compressed, or a pipe.")
    var input: String

    @Option(help: "The tensor of targets in a safetensors or NPZ file, where there is one.")
    var target: String?

    @Option(help: "A file of the rows' targets, where these are not in the input.")
    var targets: String?

    @OptionGroup var rows: RowOptions
    @OptionGroup var workers: WorkerOptions

    @Flag(help: "A JSON document instead of a table.")
    var json = false

    func run() throws {
        let file = try rows.file(input, targetsPath: targets, target: target)
        let description = DescriptionReport(try file.described(by: workers.machinePlan().workers), of: input)
        if json { return try Console.print(description.json) }
        for line in description.lines(width: Terminal.width, hasUnicode: Terminal.letters == .braille) {
            try Console.print(line)
        }
    }
}
