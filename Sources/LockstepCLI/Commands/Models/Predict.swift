import ArgumentParser
import Datasets
import Training

/// `lockstep predict`
struct Predict: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Predicts unseen rows.",
        discussion: """
            Columns of a CSV file are found by name, and others are ignored; a model that was trained without names takes all columns \
            in their order. For classes there are the likeliest one and, except in .npy, the probability of each. \
            Without --output, CSV goes to standard output. A CSV file is read and predicted some rows at a time, \
            however long it is.
            """)

    @OptionGroup var argument: ModelArgument

    @Option(help: "A file with the model's features: CSV, NPY, NPZ, IDX, safetensors or LIBSVM.")
    var data: String

    @OptionGroup var options: RowOptions
    @OptionGroup var workers: WorkerOptions
    @OptionGroup var decision: ThresholdOption

    @Option(help: "A file that ends in .csv, .npy or .safetensors; replaced if it is there.")
    var output: String?

    @Flag(help: "For classes: only the probability of each; in .npy, a matrix with a row for each row.")
    var probabilities = false

    func run() throws {
        let form = try PredictionOutput.Form(path: output)
        let model = try decision.applied(to: argument.load())
        guard model.classes != nil || !probabilities else {
            throw Failure.usage("--probabilities: found a model of a number, expected one of classes")
        }
        let output = try PredictionOutput(form, of: model, onlyProbabilities: probabilities)
        let file = try options.file(data, for: model)
        let machine = try workers.machinePlan()
        var notes = RowNotes()
        if let rows = try options.sparseRows(file, targets: nil, for: model, machine, &notes) {
            try model.forEachPrediction(of: rows, rowsAtOnce: 1 << 12) { try output.add($0) }
        } else {
            try file.forEachPiece(
                ofRows: RowOptions.pieceRowCount(of: model), targets: nil, features: model.featureNames,
                workers: machine.workers
            ) { piece in
                notes.add(piece)
                if let rows = try RowOptions.sparseRows(piece, targets: nil, for: model, machine) {
                    try model.forEachPrediction(of: rows, rowsAtOnce: 1 << 12) { try output.add($0) }
                } else {
                    try output.add(model.predictions(for: piece))
                }
            }
        }
        try output.finish()
        notes.say()
    }
}
