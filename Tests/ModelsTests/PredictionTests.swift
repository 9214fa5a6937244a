import Kernels
import Models
import Testing

@Suite struct PredictionTests {
    /// Sums in single precision are good to about this part of their terms, of which some are near 1.
    private static let tolerance = 2e-6

    @Test(arguments: InstructionSet.available, ModelShape.all)
    func equalTheReference(_ set: InstructionSet, _ shape: ModelShape) {
        for problem in ModelProblem.all(shape, seed: 221) {
            let (found, reference) = (problem.predictions(set), problem.reference)
            let count = shape.model(set).outputCount
            for (index, (row, target)) in zip(problem.rows, problem.targets).enumerated() {
                let x = row.map { Double($0) }
                let expected = reference.outputs(x)
                let outputs = found.outputs[index * count..<(index + 1) * count]
                let wrong = zip(outputs, expected).first {
                    !(abs(Double($0) - $1) <= Self.tolerance * (1 + abs($1)))
                }
                #expect(expected.count == count && wrong == nil, "\(problem), row \(index): outputs")
                let loss = reference.loss(x, Double(target))
                #expect(
                    abs(Double(found.losses[index]) - loss) <= Self.tolerance * (1 + 4 * loss),
                    "\(problem), row \(index): loss \(found.losses[index]), not \(loss)")
            }
        }
    }

    @Test(arguments: InstructionSet.available, ModelShape.all)
    func targetsAreNotNeeded(_ set: InstructionSet, _ shape: ModelShape) {
        for problem in ModelProblem.all(shape, rowCounts: [65], seed: 222) {
            let found = problem.predictions(set, hasTargets: false)
            #expect(bits(found.outputs) == bits(problem.predictions(set).outputs), "\(problem)")
            #expect(found.losses.allSatisfy { $0.isNaN }, "\(problem): losses were written")
        }
    }

    /// What a row is given does not depend on the rows before it, nor on the tile that it is in.
    @Test(arguments: InstructionSet.available, ModelShape.all)
    func rowsAreIndependent(_ set: InstructionSet, _ shape: ModelShape) {
        let outputCount = shape.model(set).outputCount
        for problem in ModelProblem.all(shape, rowCounts: [65], seed: 223) {
            let whole = problem.predictions(set)
            for first in [1, 7, 63, 64, 65, 70] {
                let rest = problem.dropFirst(first).predictions(set)
                #expect(bits(rest.losses) == bits(whole.losses.dropFirst(first)), "\(problem): from row \(first)")
                #expect(
                    bits(rest.outputs) == bits(whole.outputs.dropFirst(first * outputCount)),
                    "\(problem): from row \(first)")
            }
        }
    }

    @Test(arguments: InstructionSet.available, ModelShape.all)
    func tasksFitTheHeads(_ set: InstructionSet, _ shape: ModelShape) {
        let model = shape.model(set)
        #expect(model.featureCount == shape.featureCount && model.outputCount == shape.head.count)
        switch shape.head {
        case .classes(let count): #expect(model.task == .classification(classCount: count))
        case .output(.logistic): #expect(model.task == .classification(classCount: 2))
        case .output: #expect(model.task == .regression)
        }
    }
}
