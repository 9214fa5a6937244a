import ArgumentParser
import Files
import Foundation
import Interchange
import Reports
import Training
import Vocabulary

/// `lockstep export`
struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes a model for other software.",
        discussion: """
            \(formats)

            The graph takes `features`, float32, and gives `prediction`, or `label` and `probabilities`; features and a target \
            that are large beside their differences are float64.

            Without --output, the file is named for the run, or for the model's file, and goes to the current directory.
            """)

    private static var formats: String {
        let width = ModelFormat.names.map(\.count).max() ?? 0
        return ModelFormat.allCases.map { format in
            "  \(format.rawValue.padding(toLength: width, withPad: " ", startingAt: 0))  \(format.summary)"
        }.joined(separator: "\n")
    }

    @OptionGroup var argument: ModelArgument

    @Option(help: "What to write.")
    var format: ModelFormat

    @Option(help: "The file to write; replaced if it is there.")
    var output: String?

    func run() throws {
        let model = try argument.load()
        let output = output ?? "\(argument.stem).\(format.fileExtension)"
        try argument.refuse(asOutput: output)
        try model.export(as: format, to: output)
        try Console.print("written to \(output)")
    }
}

extension ModelArgument {
    /// The last part of the path without its ending; of a path that has none, such as `.`, `model`.
    fileprivate var stem: String {
        let last = model.split(separator: "/").last { $0 != "." && $0 != ".." } ?? "model"
        guard run == nil, let dot = last.lastIndex(of: "."), dot > last.startIndex else { return String(last) }
        return String(last[..<dot])
    }

    /// Refuses to replace the model by its copy.
    fileprivate func refuse(asOutput output: String) throws {
        let file = run?.model ?? model
        guard SameFile.check(file, output) else { return }
        throw Failure.usage("--output: found \(output), expected another file than the model's own")
    }
}
