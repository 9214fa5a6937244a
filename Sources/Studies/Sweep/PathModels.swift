import Training

/// The models that the next trials of a sweep's paths begin with, of each fold where trials are measured by folds.
final class PathModels: Sendable {
    private struct Place: Hashable {
        let trial: Int
        let fold: Int?
    }

    private let models = Guarded<[Place: TrainedModel]>([:])

    /// The model of a trial; nil where there is no such trial, or it diverged.
    func model(of trial: Int?, fold: Int? = nil) -> TrainedModel? {
        trial.flatMap { trial in models.withLock { $0[Place(trial: trial, fold: fold)] } }
    }

    /// Keeps the model of a trial in place of the one before it on its path.
    func keep(_ model: TrainedModel?, of trial: Int, fold: Int? = nil) {
        models.withLock { models in
            models[Place(trial: trial - 1, fold: fold)] = nil
            models[Place(trial: trial, fold: fold)] = model
        }
    }
}
