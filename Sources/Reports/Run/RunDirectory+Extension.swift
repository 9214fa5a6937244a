public import Experiments
import Files

extension RunDirectory {
    /// Whether the run has ended, and goes on as a run of an experiment that has more epochs. A run that has stopped early
    /// would stop there with more epochs too.
    /// - Throws: `ConfigurationError` where the experiment is not the run's with at least as many epochs, or its schedule does
    ///   not allow more; `FileError` where the summary cannot be read.
    public func isExtended(by experiment: Experiment) throws -> Bool {
        guard isFinished else { return false }
        return try experiment.extends(Experiment(Configuration.load(path: self.experiment))) && !hasStoppedEarly
    }

    /// Whether early stopping ended the run.
    public var hasStoppedEarly: Bool {
        get throws(FileError) {
            let content = try FileContent(reading: summary)
            guard case .bool(let answer) = content.withBytes({ JSONValue(parsing: $0) })?["stopped_early"] else {
                throw FileError(file: summary, place: "stopped_early", found: "nothing", expected: "true or false")
            }
            return answer
        }
    }
}
