import ArgumentParser
import Files
import Glibc
import Ranks

/// The command. Exit status: 0 done, 1 the run failed, 2 usage or input is wrong, 130 or 143 interrupted.
@main
struct Lockstep: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lockstep",
        abstract: "Trains linear models and small networks on every core.",
        discussion: """
            A configuration, a YAML file, says what to train; the run directory gets the model and \
            everything about the run. Whatever the number of workers and the instruction set, the model has the same bits.

              lockstep init mlp                         writes mlp.yaml to start from
              lockstep train mlp.yaml                   writes runs/mlp
              lockstep evaluate runs/mlp                measures it
              lockstep predict runs/mlp --data new.csv  uses it

            Results go to standard output, everything else to standard error. Exit status: 0 done, 1 the run failed, \
            2 usage or input is wrong, 130 or 143 interrupted.
            """,
        version: LockstepVersion.current,
        subcommands: [
            Train.self, Evaluate.self, Predict.self, Compare.self, Explain.self, Report.self, Scale.self, Verify.self,
            ShowTopology.self, RunSweep.self, CrossValidate.self, Data.self, Export.self, Import.self, Init.self,
            Config.self,
        ])

    static func main() {
        // A reader that goes away, as `head` does, is not a failure.
        signal(SIGPIPE, SIG_DFL)
        Console.openClosedStreams()
        do {
            try SystemLimits.check()
            try checkName(CommandLine.arguments.dropFirst(), of: Self.self)
            var command = try parseAsRoot()
            try checkRanks(command)
            try command.run()
            Communicator.finalize()
        } catch {
            let status = Failure.report(error)
            Communicator.abort(status: status)
            Glibc.exit(status)
        }
    }

    /// Refuses to do the same work on every rank.
    private static func checkRanks(_ command: any ParsableCommand) throws {
        let count = Communicator.launchedCount
        guard count > 1, !(command is any RankedCommand) else { return }
        throw Failure.usage("found \(count) ranks of MPI, expected one process: only train and topology run on several")
    }

    /// Reports an unknown command as such: to the parser it is one argument too many.
    private static func checkName(_ arguments: ArraySlice<String>, of parent: any ParsableCommand.Type) throws {
        let children = parent.configuration.subcommands
        guard let name = arguments.first, !name.hasPrefix("-"), !children.isEmpty else { return }
        if parent == Self.self, name == "help" { return }
        guard let child = children.first(where: { $0.name == name }) else {
            let names = children.map { $0.name }.joined(separator: ", ")
            throw Failure.usage("found the command \(OneLine.shortened(name)), expected one of \(names)")
        }
        try checkName(arguments.dropFirst(), of: child)
    }
}

extension ParsableCommand {
    /// The word that calls the command, as the parser derives it.
    fileprivate static var name: String { configuration.commandName ?? "\(Self.self)".lowercased() }
}
