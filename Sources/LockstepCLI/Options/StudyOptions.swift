import ArgumentParser
import Files
import Logging
import Reports

/// Where what trains more than once keeps its results, and how many trainings there are at a time.
struct StudyOptions: ParsableArguments {
    @Option(help: "The directory of the results; refused where it holds a run already.")
    var output: String?

    @Flag(help: "Replaces what --output holds.")
    var overwrite = false

    @Flag(help: "Continues what --output holds: trainings that have ended are kept.")
    var resume = false

    @Option(
        help:
            "How many trainings there are at a time, each on its share of the workers; no more than there are workers."
    )
    var parallel = 1

    func validate() throws {
        guard (1...4096).contains(parallel) else {
            throw Failure.usage("--parallel: found \(parallel), expected a number from 1 to 4096")
        }
    }

    /// The directory: a new one, or the one to continue, which has the same text.
    /// - Parameters:
    ///   - path: what a directory that is not asked for is called, before its number.
    ///   - text: what decides the results.
    ///   - noun: what the study is called.
    ///   - configuration: where the text is from, as the user calls it.
    func directory(
        numbering path: String, of text: String, _ noun: String, from configuration: String, _ logger: Logger
    ) throws -> RunDirectory {
        guard resume else {
            let directory = try RunTarget(output: output, overwrite: overwrite).take(numbering: path)
            try AtomicFile.write(text, to: directory.experiment)
            return directory
        }
        guard !overwrite else { throw Failure.usage("--overwrite: found --resume too, expected one of them") }
        guard let output else { throw Failure.usage("--resume: found no --output, expected the \(noun)'s directory") }
        let directory = RunDirectory(path: output)
        guard directory.isRun else {
            logger.info("\(output) holds no \(noun): starting from the beginning")
            let directory = try RunTarget(output: output, overwrite: false).take(numbering: output)
            try AtomicFile.write(text, to: directory.experiment)
            return directory
        }
        let content = try FileContent(reading: directory.experiment)
        guard content.withBytes({ String(decoding: $0, as: UTF8.self) }) == text else {
            throw FileError(
                file: directory.experiment, found: "another \(noun)", expected: "the one of \(configuration)")
        }
        return directory
    }

    /// What to say of a study that was interrupted.
    func interruption(_ command: String, _ directory: RunDirectory, signal: Int32) -> Failure {
        Failure(
            description: "interrupted; go on with lockstep \(command) --output \(directory.path) --resume",
            status: 128 + signal)
    }
}
