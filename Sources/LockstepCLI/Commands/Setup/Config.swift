import ArgumentParser
import Experiments

/// `lockstep config`
struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks configurations, and shows the defaults and the schema.",
        subcommands: [Check.self, Defaults.self, ShowSchema.self])

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

    /// `lockstep config schema`
    struct ShowSchema: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "schema", abstract: "Prints the JSON Schema of configurations, for editors.",
            discussion: """
                With lockstep config schema > lockstep.schema.json and the line

                # yaml-language-server: $schema=lockstep.schema.json

                at the top of a configuration, editors that know JSON Schema complete its keys and mark mistakes.
                """)

        func run() throws {
            try Console.print(ConfigurationSchema().document)
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
