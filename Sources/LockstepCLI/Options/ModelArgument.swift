import ArgumentParser
import Files
import Glibc
import Kernels
import Reports
import Training

/// The model that a command works on: a run directory, or a model file.
struct ModelArgument: ParsableArguments {
    @Argument(help: "A run directory, or a model.safetensors.", completion: .file())
    var model: String

    /// The run directory that was named, if it is one.
    var run: RunDirectory? { RunDirectory.holdsModel(model) ? RunDirectory(path: model) : nil }

    /// Reads the model, with the fastest kernels of this CPU.
    func load() throws -> TrainedModel { try Self.load(model) }

    /// Reads the model of a run directory, or a model file.
    static func load(_ path: String) throws -> TrainedModel {
        let kernels = try InstructionSet.best().kernels
        if RunDirectory.holdsModel(path) {
            return try TrainedModel(reading: RunDirectory(path: path).model, kernels: kernels)
        }
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw Failure.usage("\(path): found a directory without a model, expected a run that was finished")
        }
        return try TrainedModel(reading: path, kernels: kernels)
    }
}
