import ArgumentParser
import Logging
import Ranks

/// How much is printed.
struct VerbosityOptions: ParsableArguments {
    @Flag(help: "One JSON document on standard output instead of text.")
    var json = false

    @Flag(help: "No progress and no notes on standard error; errors only.")
    var quiet = false

    /// The log that these flags ask for.
    var logger: Logger { logger(of: .alone) }

    /// The log of one of several ranks: the first speaks for all.
    func logger(of ranks: Communicator) -> Logger {
        let level: Logger.Level = quiet || !ranks.isFirst ? .error : .info
        return Logger(label: "lockstep") { _ in ConsoleLogHandler(logLevel: level) }
    }
}
