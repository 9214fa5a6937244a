import Datasets

/// How the run counts the steps that the engine counts from 0 in each span.
struct StepNumbers: BitwiseCopyable {
    let minibatches: Minibatches
    let stepsPerEpoch: Int
    /// Steps of the run before the engine's step 0.
    let stepsBefore: Int
    /// Steps of the whole run.
    let totalSteps: Int

    /// The number that one of the engine's steps has in the run, from 0.
    @inline(__always)
    func ofRun(_ step: Int) -> Int { stepsBefore + step }

    /// The epoch of one of the engine's steps, and the step's number there; both from 0.
    @inline(__always)
    func ofEpoch(_ step: Int) -> (epoch: Int, step: Int) {
        let (epoch, step) = ofRun(step).quotientAndRemainder(dividingBy: stepsPerEpoch)
        return (epoch, step)
    }

    /// Rows in the minibatch of one of the engine's steps.
    func rowCount(ofStep step: Int) -> Int { minibatches.positions(ofStep: ofEpoch(step).step).count }
}
