import Datasets
import Files
import Glibc
import Kernels
import Models
import Ranks
import Training

extension Experiment {
    /// What a training begins with in place of the model's initial parameters; nil where it begins with these. Collective.
    /// - Parameters:
    ///   - model: the model that is to be trained.
    ///   - data: the experiment's rows.
    ///   - machine: workers, ranks and instruction set.
    ///   - neighbor: the model to begin with, in place of what the configuration says.
    /// - Throws: `FileError` where the model that the configuration names cannot be read or is of another kind, `RankError`
    ///   where ranks have found different ones.
    func startingPoint(
        of model: any Model, on data: ExperimentData, _ machine: MachinePlan, from neighbor: TrainedModel? = nil
    ) throws -> StartingPoint? {
        if let neighbor { return try start(with: neighbor, calledBy: "the neighbor", of: model, data) }
        guard let path = configuration[Schema.Training.start] else {
            guard configuration[Schema.Model.initialBias] == .target else { return nil }
            return StartingPoint(withBiasOf: data.training, for: model, seed: plan.seed, machine: machine)
        }
        let file = Self.modelFile(at: path)
        let first = try TrainedModel(reading: file, kernels: machine.instructionSet.kernels)
        try checkFirstIndex(of: first, file)
        let start = try start(with: first, calledBy: file, of: model, data)
        let digests = machine.ranks.allGather("\(start.digest)")
        guard digests.allSatisfy({ $0 == digests[0] }) else {
            throw RankError("\(file): found different models on the ranks, expected the same on all")
        }
        return start
    }

    private func start(
        with first: TrainedModel, calledBy name: String, of model: any Model, _ data: ExperimentData
    ) throws(FileError) -> StartingPoint {
        do {
            return try first.start(
                for: model, as: architecture, on: data.training, encoding: data.encoding, seed: plan.seed)
        } catch {
            throw FileError(
                file: name,
                problem: "found \(error.found), expected \(error.expected), to begin with as "
                    + "\(Schema.Training.start.path)")
        }
    }

    /// In LIBSVM files, features have numbers in place of names.
    private func checkFirstIndex(of first: TrainedModel, _ file: String) throws(FileError) {
        let key = Schema.Data.File.firstIndex
        guard let index = first.firstIndex, configuration.has(key), configuration.trainingFile.format == .libsvm,
            index != configuration[key]
        else { return }
        throw FileError(
            file: file, found: "a model of features that are numbered from \(index)",
            expected: "one of features numbered from \(configuration[key]), as \(key.path) says")
    }

    /// The model's file in the directory of a run, or the path of a file itself.
    private static func modelFile(at path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return path }
        return "\(path)/\(TrainedModel.fileName)"
    }
}
