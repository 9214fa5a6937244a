public import Experiments
import Files
import Training

extension RunDirectory {
    /// Whether the run has ended, and goes on as a run of an experiment that has more epochs. A run that has stopped early
    /// would stop there with more epochs too, and so would a solver that has ended before its last iteration.
    /// - Throws: `ConfigurationError` where the experiment is not the run's with at least as many epochs, or its schedule does
    ///   not allow more; `FileError` where the summary cannot be read.
    public func isExtended(by experiment: Experiment) throws -> Bool {
        guard isFinished else { return false }
        return try experiment.extends(Experiment(Configuration.load(path: self.experiment))) && reasonToStay == nil
    }

    /// What ended the run so that more epochs would change nothing, after the word "has"; nil where they would.
    public var reasonToStay: String? {
        get throws(FileError) {
            let document = try FileContent(reading: summary).withBytes { JSONValue(parsing: $0) }
            guard case .bool(let hasStopped) = document?["stopped_early"] else {
                throw FileError(file: summary, place: "stopped_early", found: "nothing", expected: "true or false")
            }
            guard !hasStopped else { return "stopped early" }
            let end = document?["optimality"]?["end"]?.string.flatMap { Optimality.End(rawValue: $0) }
            return end == nil || end == .iterations ? nil : "ended at the optimum"
        }
    }
}
