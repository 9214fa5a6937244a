import ArgumentParser
import Experiments
import Logging
import NUMA
import Training

/// The configuration file and the flags that win over it.
struct ConfigurationOptions: ParsableArguments {
    @Argument(help: "The experiment's configuration, a YAML file.")
    var config: String

    @Option(
        name: .customLong("set"), help: ArgumentHelp("Sets a key, as in training.epochs=5.", valueName: "key=value"))
    var settings: [String] = []

    @OptionGroup var machine: MachineOptions

    /// The configuration with all flags applied.
    func load() throws -> Configuration {
        try Configuration.load(path: config, overrides: settings + machine.overrides)
    }
}

/// Flags of the machine plan.
struct MachineOptions: ParsableArguments {
    @Option(help: "Workers: auto or a number.")
    var workers: String?

    @Option(help: "Placing on memory nodes: auto or off.")
    var numa: String?

    @Option(help: "Kernels to use: auto, avx2, avx512 or neon.")
    var instructionSet: String?

    /// The flags as settings of configuration keys.
    var overrides: [String] {
        [("workers", workers), ("numa", numa), ("instruction_set", instructionSet)].compactMap { key, value in
            value.map { "machine.\(key)=\($0)" }
        }
    }
}

/// How much is said.
struct VoiceOptions: ParsableArguments {
    @Flag(help: "One JSON document on standard output instead of text.")
    var json = false

    @Flag(help: "No progress and no notes on standard error; errors only.")
    var quiet = false

    /// The log that these flags ask for.
    var logger: Logger {
        let level: Logger.Level = quiet ? .error : .info
        return Logger(label: "lockstep") { _ in ConsoleLogHandler(logLevel: level) }
    }
}
