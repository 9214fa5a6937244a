import ArgumentParser
import Experiments
import NUMA
import Ranks
import Training

/// The configuration file and the flags that override it.
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
