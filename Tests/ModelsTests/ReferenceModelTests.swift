import Kernels
import TestSupport
import Testing

@Suite struct ReferenceModelTests {
    /// The reference's backpropagation is right before anything is measured by it.
    @Test func gradientsAreTheSlopesOfTheLoss() {
        var random = SplitMix(state: 201)
        for shape in ModelShape.all {
            let problem = ModelProblem(shape, rowCount: 3, .float32, &random)
            let reference = problem.reference
            for (x, y) in problem.pickedRows {
                let gradient = reference.gradient(x, y)
                for parameter in (0..<40).map({ _ in gradient.indices.randomElement(using: &random)! }) {
                    let slope = reference.centralDifference(parameter, x, y)
                    #expect(
                        abs(gradient[parameter] - slope) <= 1e-7 * (1 + abs(slope)), "\(problem): number \(parameter)")
                }
            }
        }
    }
}
