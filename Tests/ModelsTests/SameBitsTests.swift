import Kernels
import TestSupport
import Testing

/// The same bits from every instruction set that this CPU has.
@Suite(.needs(.severalInstructionSets))
struct SameBitsTests {
    @Test(arguments: ModelShape.all)
    func gradientsAndPredictions(_ shape: ModelShape) {
        for problem in ModelProblem.all(shape, seed: 241) {
            let gradients = InstructionSet.available.map { set in
                let found = problem.gradient(set, prefetchDistance: 8)
                return bits(found.numbers + [found.loss])
            }
            #expect(gradients.allSatisfy { $0 == gradients[0] }, "\(problem)")
            let predictions = InstructionSet.available.map { set in
                let found = problem.predictions(set)
                return bits(found.outputs + found.losses)
            }
            #expect(predictions.allSatisfy { $0 == predictions[0] }, "\(problem)")
        }
    }
}
