import ArgumentParser
import Files
import Kernels
import Reports
import Training

/// The model that a command works on: a run directory, or a model's file.
struct ModelArgument: ParsableArguments {
    @Argument(help: "A run directory, or a model.safetensors.")
    var model: String

    /// The run directory that was named, if it was one.
    var run: RunDirectory? { RunDirectory.holdsModel(model) ? RunDirectory(path: model) : nil }

    /// Reads the model, with the fastest kernels of this CPU.
    func load() throws -> TrainedModel {
        try TrainedModel(reading: run?.model ?? model, kernels: InstructionSet.best().kernels)
    }
}
