import ArgumentParser
import Experiments
import Training

/// The configuration file and the flags that override it.
struct ConfigurationOptions: ParsableArguments {
    @Argument(
        help: "The experiment's configuration, a YAML file.", completion: .file(extensions: ["yaml", "yml"]))
    var config: String

    @OptionGroup var settings: SettingOptions

    /// The configuration with all flags applied.
    func load() throws -> Configuration { try settings.load(config) }

    /// The machine plan of a configuration that was loaded with these flags.
    func machinePlan(_ configuration: Configuration) throws -> MachinePlan { try settings.machinePlan(configuration) }
}
