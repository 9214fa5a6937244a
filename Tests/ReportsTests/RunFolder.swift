import Kernels
import Reports
import TestSupport
import Training

/// A run's directory, whose files are written by hand.
struct RunFolder {
    let folder: ScratchFolder

    /// - Parameter files: contents by name.
    init(_ files: [String: String]) throws {
        folder = try ScratchFolder()
        for (name, text) in files.merging(["experiment.yaml": "name: sample\n"], uniquingKeysWith: { a, _ in a }) {
            try folder.put(Array(text.utf8), in: name)
        }
    }

    var path: String { folder.path }

    /// What the files say.
    func record(settings: [(path: String, value: String)] = [("name", "sample")]) throws -> RunRecord {
        try RunRecord(
            reading: RunDirectory(path: folder.path), settings: settings, kernels: InstructionSet.best().kernels)
    }

    /// The run's page.
    func page(settings: [(path: String, value: String)] = [("name", "sample")]) throws -> Element {
        try Element(parsing: RunPage(record(settings: settings)).html)
    }

    /// The page of a run that has a model, or predictions, that were not read from its files.
    func page(
        predictions: PredictionReport? = nil, model: TrainedModel? = nil,
        settings: [(path: String, value: String)] = [("name", "sample")]
    ) throws -> Element {
        let record = try RunRecord(
            RunDirectory(path: folder.path), settings: settings, state: .finished, predictions: predictions,
            model: model)
        return try Element(parsing: RunPage(record).html)
    }
}
