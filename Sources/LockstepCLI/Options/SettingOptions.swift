import ArgumentParser
import Experiments
import NUMA
import Ranks
import Training

/// The flags that override what a configuration says.
struct SettingOptions: ParsableArguments {
    @Option(
        name: .customLong("set"), help: ArgumentHelp("Sets a key, as in training.epochs=5.", valueName: "key=value"))
    var settings: [String] = []

    @OptionGroup var machine: MachineOptions

    /// All of them, as settings of keys.
    var overrides: [String] { settings + machine.overrides }

    /// A configuration file's content with all flags applied.
    func load(_ path: String) throws -> Configuration {
        try machine.blamingFlags { try Configuration.load(path: path, overrides: overrides) }
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
