import Kernels
import Optimizers
import Testing

@Suite struct PyTorchTests {
    /// Each rule, with what can be added to it, over 100 steps against PyTorch in double precision, so that all of the
    /// error is ours: single precision loses less than 2e-6 of a parameter's size, or of 1 where it is smaller.
    @Test(arguments: Vectors.all.updates, InstructionSet.available)
    func takesTheSteps(of vector: UpdateVector, _ set: InstructionSet) {
        let indices = 0..<vector.kept[0].parameters.count
        let start = indices.map(UpdateVector.start)
        let split = UpdateVector.weightCount
        let model = SmallModel(weights: Array(start[..<split]), biases: Array(start[split...]))
        let optimizer = vector.optimizer(set.kernels)
        for index in 0..<UpdateVector.totalSteps {
            let gradient = indices.map { UpdateVector.gradientSum(index, $0) }
            let step = model.step(
                index, of: UpdateVector.totalSteps, along: (Array(gradient[..<split]), Array(gradient[split...])),
                rowCount: UpdateVector.rowCount, optimizer)
            for kept in vector.kept where kept.steps == index + 1 {
                #expect(abs(Double(step.learningRate) - kept.learningRate) <= 1e-7 * kept.learningRate)
                for (found, expected) in zip(model.weights + model.biases, kept.parameters) {
                    let error = abs(Double(found) - expected) / max(1, abs(expected))
                    #expect(error <= 2e-6, "\(found) for \(expected) after \(kept.steps) steps")
                }
            }
        }
        #expect(model.paddingIsZero)
    }
}
