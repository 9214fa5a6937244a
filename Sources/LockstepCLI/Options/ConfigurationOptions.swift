import ArgumentParser
import Experiments
import Logging
import NUMA
import Ranks
import Training

/// The configuration file and the flags that win over it.
struct ConfigurationOptions: ParsableArguments {
    @Argument(
        help: "The experiment's configuration, a YAML file.", completion: .file(extensions: ["yaml", "yml"]))
    var config: String

    @Option(
        name: .customLong("set"), help: ArgumentHelp("Sets a key, as in training.epochs=5.", valueName: "key=value"))
    var settings: [String] = []

    @OptionGroup var machine: MachineOptions

    /// The configuration with all flags applied.
    func load() throws -> Configuration {
        try machine.blamingFlags { try Configuration.load(path: config, overrides: settings + machine.overrides) }
    }

    /// The run of a configuration that was loaded with these flags. Collective.
    func run(_ configuration: Configuration, ranks: Communicator) throws -> ExperimentRun {
        try machine.blamingFlags { try ExperimentRun(configuration, on: .current(), ranks: ranks) }
    }

    /// The machine plan of a configuration that was loaded with these flags. Collective.
    func machinePlan(_ configuration: Configuration, ranks: Communicator = .alone) throws -> MachinePlan {
        try machine.blamingFlags { try MachinePlan(configuration, on: .current(), ranks: ranks) }
    }
}

/// Flags of the machine plan.
struct MachineOptions: ParsableArguments {
    @Option(help: "Workers: auto or a number.")
    var workers: String?

    @Option(help: "Placing on memory nodes: auto or off.", completion: .list(["auto", "off"]))
    var numa: String?

    @Option(
        help: "Kernels to use: auto, avx2, avx512 or neon.", completion: .list(["auto", "avx2", "avx512", "neon"]))
    var instructionSet: String?

    /// The flags as settings of configuration keys.
    var overrides: [String] { flags.map(\.override) }

    private var flags: [(name: String, override: String)] {
        [
            ("--workers", "workers", workers), ("--numa", "numa", numa),
            ("--instruction-set", "instruction_set", instructionSet),
        ].compactMap { name, key, value in value.map { (name, "machine.\(key)=\($0)") } }
    }

    /// Does something with these flags' values; what is wrong with one of them is told of the flag, not of the key.
    func blamingFlags<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as ConfigurationError {
            guard case .set(let text) = error.location, let flag = flags.first(where: { $0.override == text }) else {
                throw error
            }
            throw Failure.usage("\(flag.name): \(error.problem)")
        }
    }
}

/// How much the command prints.
struct VerbosityOptions: ParsableArguments {
    @Flag(help: "One JSON document on standard output instead of text.")
    var json = false

    @Flag(help: "No progress and no notes on standard error; errors only.")
    var quiet = false

    /// The log for these flags.
    var logger: Logger { logger(of: .alone) }

    /// The log of one of several ranks. Only the first one speaks.
    func logger(of ranks: Communicator) -> Logger {
        let level: Logger.Level = quiet || !ranks.isFirst ? .error : .info
        return Logger(label: "lockstep") { _ in ConsoleLogHandler(logLevel: level) }
    }
}
