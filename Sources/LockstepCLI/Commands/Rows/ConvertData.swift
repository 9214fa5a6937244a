import ArgumentParser
import Datasets
import Experiments
import Kernels
import Training

/// `lockstep data convert`
struct ConvertData: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Writes the rows of a file in another format.",
        discussion: """
            A table is read twice, some rows at a time, and may be larger than memory. The safetensors file has the tensor \
            features and, where there are targets, one of their name; training on it gives the digest of training \
            on the original, and data.file.streamed reads it as rows are needed.

              lockstep data convert houses.csv --target price --output houses.safetensors
            """)

    @Argument(help: "A file of \(RowOptions.formats); also compressed, or a pipe.")
    var input: String

    @Option(
        help:
            "The column of targets (\(RowOptions.tables)), or their tensor (safetensors, NPZ); without it, rows have none."
    )
    var target: String?

    @Option(
        parsing: .unconditional,
        help:
            "The column of weights (\(RowOptions.tables)), or their tensor, which is no feature; written beside the targets."
    )
    var weight: String?

    @Option(help: "A file of the rows' targets, where these are not in the input.")
    var targets: String?

    @Flag(help: "Targets are names of classes, rather than numbers.")
    var classes = false

    @Option(help: "Columns of names, as in a,b: each name becomes a feature (\(RowOptions.tables)).")
    var categorical: String?

    @Option(help: "Columns that are left out, as in a,b (\(RowOptions.tables)).")
    var drop: String?

    @Option(help: "Columns whose names share features, as in a=4096,b=1024 (\(RowOptions.tables)).")
    var hash: String?

    @Option(help: "Pairs of columns that make features together, as in a*b,a*c (\(RowOptions.tables)).")
    var interactions: String?

    @OptionGroup var rows: RowOptions
    @OptionGroup var workers: WorkerOptions
    @OptionGroup var output: DataOutput

    func run() throws {
        let form = try output.form()
        var file = try rows.file(input, targetsPath: targets, target: target ?? (targets == nil ? nil : "y"))
        file.columns.categorical = Self.names(categorical)
        file.columns.ignored = Self.names(drop)
        file.columns.encoding = try encoding()
        file.weight = weight
        let hasTargets = target != nil || targets != nil || file.format == .libsvm
        if weight != nil {
            guard hasTargets else {
                throw Failure.usage(
                    "--weight: found \(weight ?? ""), expected it beside targets: --target or --targets")
            }
            if case .npy = form {
                throw Failure.usage("--weight: found \(weight ?? ""), expected --output to end in .safetensors or .csv")
            }
        }
        let machine = try workers.machinePlan()
        let stream = try RowStream(
            file, targets: hasTargets ? classes ? .label : .number : nil, workers: machine.workers)
        try form.write(
            stream, storage: output.storage(default: .float32), kernels: machine.instructionSet.kernels)
        try form.report(stream)
    }

    private func encoding() throws -> ColumnEncoding {
        var encoding = ColumnEncoding()
        for text in Self.names(hash) {
            let end = text.lastIndex(of: "=") ?? text.endIndex
            guard let count = Int(text[end...].dropFirst()), (1...ColumnEncoding.mostHashed).contains(count) else {
                throw Failure.usage(
                    "--hash: found \(text), expected a column and 1 to \(ColumnEncoding.mostHashed) features, as in a=4096"
                )
            }
            encoding.hash[String(text[..<end])] = count
        }
        for text in Self.names(interactions) {
            let pair = text.split(separator: "*")
            guard pair.count == 2 else {
                throw Failure.usage("--interactions: found \(text), expected a pair of columns, as in a*b")
            }
            encoding.interactions.append(.init(String(pair[0]), String(pair[1])))
        }
        return encoding
    }

    private static func names(_ list: String?) -> [String] {
        list.map { $0.split(separator: ",").map { String($0) } } ?? []
    }
}
