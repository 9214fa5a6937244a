import Kernels
import Models
import TestSupport
import Testing

@Suite struct GradientTests {
    /// Sums in single precision are good to about this part of their terms, of which some are near 1.
    private static let tolerance = 2e-6

    /// Every number against backpropagation in double precision. The error of a number is measured by the rows' largest
    /// numbers in the same tensor, summed, since rows' shares may cancel.
    @Test(arguments: ModelShape.all)
    func equalBackpropagationInDoublePrecision(_ shape: ModelShape) {
        for problem in ModelProblem.all(shape, seed: 211) {
            let reference = problem.reference
            let rows = problem.pickedRows
            let shares = rows.map { reference.gradient($0.x, $0.y) }
            let losses = rows.map { reference.loss($0.x, $0.y) }
            let loss = losses.reduce(0, +)
            for set in InstructionSet.available {
                let found = problem.gradient(set)
                #expect(found.restIsZero, "\(problem), \(set): gaps are not zero")

                var begin = 0
                for tensor in shape.model(set).layout.tensors {
                    let range = begin..<begin + tensor.count
                    let scale = shares.reduce(Double(shares.count)) { sum, share in
                        sum + range.reduce(0) { max($0, abs(share[$1])) }
                    }
                    let wrong = range.first { index in
                        let expected = shares.reduce(0) { $0 + $1[index] }
                        return !(abs(Double(found.numbers[index]) - expected) <= Self.tolerance * scale)
                    }
                    #expect(wrong == nil, "\(problem), \(set): \(tensor.name), number \((wrong ?? begin) - begin)")
                    begin = range.upperBound
                }
                #expect(
                    abs(Double(found.loss) - loss) <= Self.tolerance * (loss + Double(losses.count)),
                    "\(problem), \(set): loss \(found.loss), not \(loss)")
            }
        }
    }

    /// Layers from the last one on: from where one begins, no number changes after it was said to be whole.
    @Test(arguments: InstructionSet.available, ModelShape.all)
    func becomesWholePartByPart(_ set: InstructionSet, _ shape: ModelShape) {
        let model = shape.model(set)
        let weights = model.layout.tensors.filter { $0.role == .weight }
        #expect(model.gradientParts == (weights.count > 1 ? weights.map(\.offset) : [0]))
        for problem in ModelProblem.all(shape, rowCounts: [0, 1, 64, 65, 130], seed: 213) {
            var told: [(part: Int, gradient: [Float])] = []
            let found = problem.gradient(set) { told.append(($0, $1)) }
            #expect(found == problem.gradient(set))
            #expect(told.map(\.part) == model.gradientParts.dropFirst().reversed())
            let last = model.layout.buffer(of: found.numbers)
            for (part, gradient) in told {
                #expect(bits(gradient[part...]) == bits(last[part...]), "\(problem): \(part)")
            }
        }
    }

    /// A few numbers of each tensor against the slope of the loss, which takes nothing but the forward pass.
    @Test(arguments: ModelShape.all)
    func equalCentralDifferences(_ shape: ModelShape) {
        var random = SplitMix(state: 212)
        for problem in ModelProblem.all(shape, rowCounts: [1, 65], seed: 212) {
            let gradients = InstructionSet.available.map { problem.gradient($0) }
            let (reference, rows) = (problem.reference, problem.pickedRows)
            var begin = 0
            for tensor in shape.model(InstructionSet.available[0]).layout.tensors {
                for _ in 0..<6 {
                    let index = begin + Int.random(in: 0..<tensor.count, using: &random)
                    let slopes = rows.map { reference.centralDifference(index, $0.x, $0.y) }
                    let scale = slopes.reduce(Double(slopes.count)) { $0 + abs($1) }
                    for found in gradients {
                        #expect(
                            abs(Double(found.numbers[index]) - slopes.reduce(0, +)) <= 2 * Self.tolerance * scale,
                            "\(problem): \(tensor.name), number \(index - begin)")
                    }
                }
                begin += tensor.count
            }
        }
    }

    @Test(arguments: ModelShape.all)
    func prefetchingChangesNoBit(_ shape: ModelShape) {
        for problem in ModelProblem.all(shape, seed: 213) {
            for set in InstructionSet.available {
                let plain = problem.gradient(set)
                for distance in [1, 8, 200] {
                    let found = problem.gradient(set, prefetchDistance: distance)
                    #expect(found == plain, "\(problem), \(set), \(distance) rows ahead")
                }
            }
        }
    }

    @Test(arguments: InstructionSet.available, ModelShape.all)
    func noRowsGiveZeros(_ set: InstructionSet, _ shape: ModelShape) {
        for problem in ModelProblem.all(shape, rowCounts: [0], seed: 214) {
            for distance in [0, 8] {
                let found = problem.gradient(set, prefetchDistance: distance)
                #expect(found.numbers.allSatisfy { $0 == 0 } && found.loss == 0 && found.restIsZero, "\(problem)")
            }
        }
    }
}
