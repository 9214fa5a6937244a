import ArgumentParser
import Datasets
import Experiments
import Kernels
import Training

/// `lockstep data generate`
struct GenerateData: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Writes a configuration's synthetic rows to a file.",
        discussion: """
            The rows are those that training makes, to the last bit: training on the file gives the same digest. They \
            are written some at a time, so there may be any number of them.

              lockstep data generate mlp.yaml --output rows.safetensors
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: DataOutput

    func run() throws {
        let form = try output.form()
        let configuration = try options.load()
        guard configuration.has(Schema.Data.Synthetic.section) else {
            throw Failure.usage("\(options.config): found data.file, expected data.synthetic")
        }
        let machine = try options.machinePlan(configuration)
        let kernels = machine.instructionSet.kernels
        let stream = RowStream(Experiment(configuration).syntheticSource(kernels: kernels), workers: machine.workers)
        try form.write(stream, storage: output.storage(default: configuration[Schema.Data.storage]), kernels: kernels)
        try form.report(stream)
    }
}
