import Autodiff
import Kernels
import TestSupport
import Testing

@Suite struct OperationTests {
    /// Sizes from one number to more than a vector's lanes.
    private static let sizes = [(1, 1, 1), (2, 3, 4), (3, 17, 2), (6, 1, 3), (1, 2, 18)]

    /// A case at some sizes: random numbers, the tape's answers, and the reference's.
    private struct Run {
        let values: [Float]
        let gradients: [[Float]]
        /// What the reference gives, its gradients by central differences.
        let reference: () -> (values: [Double], gradients: [[Double]])

        init(_ operation: OperationCase, _ size: (Int, Int, Int), _ kernels: KernelTable) throws {
            var random = SplitMix(state: 7)
            let inputs = operation.inputs(size.0, size.1, size.2)
            let numbers = inputs.map { input in
                (0..<input.shape.reduce(1, *)).map { _ in input.domain.number(&random) }
            }
            let references = zip(inputs, numbers).map { Reference($0.shape, $1.map(Double.init)) }
            let result = operation.reference(references)
            let weights = result.values.map { _ in Float.random(in: -1...1, using: &random) }

            let tape = Tape(kernels: kernels)
            let tensors = zip(inputs, numbers).map { input, numbers in
                let shape = Shape(input.shape)
                return input.isVariable ? tape.variable(numbers, shape) : tape.constant(numbers, shape)
            }
            let output = operation.tape(tensors)
            #expect(output.shape == Shape(result.shape))
            values = try output.values
            try (output * tape.constant(weights, Shape(result.shape))).sum().backward()
            gradients = try zip(inputs, tensors).map { $0.isVariable ? try $1.gradient : [] }

            reference = {
                let gradients = inputs.indices.map { index -> [Double] in
                    guard inputs[index].isVariable else { return [] }
                    return references[index].values.indices.map { place in
                        func weighted(_ change: Double) -> Double {
                            var changed = references
                            changed[index].values[place] += change
                            return zip(operation.reference(changed).values, weights).reduce(0) {
                                $0 + $1.0 * Double($1.1)
                            }
                        }
                        return (weighted(1e-5) - weighted(-1e-5)) / 2e-5
                    }
                }
                return (result.values, gradients)
            }
        }
    }

    /// Single precision loses some 1e-6 of the largest term of a sum, finite differences as much.
    private static let tolerance = 3e-5

    @Test(arguments: OperationCase.all)
    func givesTheValueAndTheGradientOfTheReference(_ operation: OperationCase) throws {
        for size in Self.sizes {
            let run = try Run(operation, size, InstructionSet.best().kernels)
            let reference = run.reference()
            for (found, expected) in zip(run.values, reference.values) {
                #expect(abs(Double(found) - expected) <= Self.tolerance * max(1, abs(expected)), "\(size)")
            }
            for (found, expected) in zip(run.gradients, reference.gradients) {
                #expect(found.count == expected.count)
                let scale = expected.reduce(1) { max($0, abs($1)) }
                for (found, expected) in zip(found, expected) {
                    #expect(abs(Double(found) - expected) <= Self.tolerance * scale, "\(size)")
                }
            }
        }
    }

    @Test(.needs(.severalInstructionSets), arguments: OperationCase.all)
    func givesTheSameBitsWithAnyInstructionSet(_ operation: OperationCase) throws {
        let runs = try InstructionSet.available.map { try Run(operation, (5, 17, 3), $0.kernels) }
        for run in runs.dropFirst() {
            #expect(run.values.map(\.bitPattern) == runs[0].values.map(\.bitPattern))
            #expect(run.gradients.map { $0.map(\.bitPattern) } == runs[0].gradients.map { $0.map(\.bitPattern) })
        }
    }
}
