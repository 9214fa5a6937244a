import ArgumentParser

/// `lockstep data`
struct Data: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes, converts and describes files of rows.",
        subcommands: [GenerateData.self, ConvertData.self, DescribeData.self])
}
