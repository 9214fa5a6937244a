import ArgumentParser
import Experiments

/// `lockstep config`
struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks configurations and shows the defaults.", subcommands: [Check.self, Defaults.self])

    /// `lockstep config check`
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Checks a configuration without running it, and prints it with all defaults filled in.")

        @OptionGroup var options: ConfigurationOptions

        func run() throws {
            let configuration = try options.load()
            try Console.write(Experiment(configuration).configuration.yaml())
        }
    }

    /// `lockstep config defaults`
    struct Defaults: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints every key with its default, commented.")

        func run() throws {
            try Console.write(Configuration.defaultsYAML())
        }
    }
}
