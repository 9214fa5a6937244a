import ArgumentParser
import Datasets
import Files
import Interchange
import Kernels
import Models
import Reports
import Training

/// `lockstep import`
struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads a PyTorch model, for evaluate and predict.",
        discussion: """
            FILE holds the state_dict() of an nn.Linear, or of an nn.Sequential of them with one kind of activation \
            between, written by safetensors.torch.save_file. One output is a regression, several are the logits of \
            classes. What `lockstep export --format safetensors` has written needs no further flags.
            """)

    @Argument(help: "A safetensors file.")
    var file: String

    @Option(help: "What the hidden layers do to their sums.")
    var activation: Activation?

    @Option(help: "The kind of model: logistic_regression, where one output is the logit of the second of two classes.")
    var kind: String?

    @Option(help: "Names of the features in order, as in width,depth; x1,x2,… without it.")
    var features: String?

    @Option(help: "Names of the classes in order, as in cat,dog; 0,1,… without it.")
    var classes: String?

    @Option(help: "The name of the column that is predicted; y without it.")
    var target: String?

    @Option(help: "The model's file; replaced if it is there. FILE's name with .lockstep.safetensors without it.")
    var output: String?

    func run() throws {
        var options = ImportOptions()
        options.kind = kind
        options.activation = activation
        options.features = features.map(Self.names)
        options.classes = classes.map(Self.names)
        options.target = target
        let model = try TrainedModel(importing: file, options, kernels: InstructionSet.best().kernels)
        let output = output ?? Self.defaultOutput(file)
        guard !SameFile.check(file, output) else {
            throw Failure.usage("--output: found \(output), expected another file than the imported one")
        }
        try model.save(to: output)
        let outcome = model.classes.map { "one of \(Format.grouped($0.count)) classes" } ?? "a number"
        try Console.print(
            "\(model.architecture.kind) of \(Format.count(model.featureNames.count, "feature")), predicts \(outcome)")
        try Console.print("digest \(model.digest)")
        try Console.print("written to \(output)")
    }

    private static func names(_ list: String) -> [String] {
        list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    private static func defaultOutput(_ file: String) -> String {
        let ending = ".safetensors"
        let name = file.split(separator: "/").last.map(String.init) ?? file
        return (name.hasSuffix(ending) ? String(name.dropLast(ending.count)) : name) + ".lockstep" + ending
    }
}
