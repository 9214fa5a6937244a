import ArgumentParser
import Glibc

/// The command. Exit status: 0 done, 1 the run failed, 2 usage or input is wrong, 130 interrupted.
@main
struct Lockstep: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lockstep",
        abstract: "Trains linear models on every core, with the same bits whatever the number of workers.",
        version: "0.1.0",
        subcommands: [
            Train.self, Evaluate.self, Predict.self, Verify.self, ShowTopology.self, Config.self,
        ])

    static func main() {
        // A reader that goes away, as `head` does, is no failure.
        signal(SIGPIPE, SIG_DFL)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            Glibc.exit(Failure.report(error))
        }
    }
}
