import Kernels
import Models
import TestSupport
import Testing

@Suite struct RowWeightTests {
    private static let tolerance = 2e-6

    /// The weighted sum of the rows' gradients and losses, each by backpropagation in double precision.
    @Test(arguments: ModelShape.all)
    func multiplyGradientsAndLosses(_ shape: ModelShape) {
        var random = SplitMix(state: 231)
        let (set, others) = (InstructionSet.available[0], InstructionSet.available.dropFirst())
        for var problem in ModelProblem.all(shape, seed: 231) {
            problem.weights = problem.rows.map { _ in max(.random(in: -1...3, using: &random), 0) }
            let (found, reference) = (problem.gradient(set), problem.reference)
            #expect(others.allSatisfy { problem.gradient($0) == found }, "\(problem): other bits")
            #expect(found.restIsZero, "\(problem): gaps are not zero")
            let shares = zip(problem.pickedRows, problem.pickedWeights).map { row, weight in
                reference.gradient(row.x, row.y).map { weight * $0 }
            }
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
                #expect(wrong == nil, "\(problem): \(tensor.name), number \((wrong ?? begin) - begin)")
                begin = range.upperBound
            }
            let losses = zip(problem.pickedRows, problem.pickedWeights).map { $1 * reference.loss($0.x, $0.y) }
            let loss = losses.reduce(0, +)
            #expect(
                abs(Double(found.loss) - loss) <= Self.tolerance * (loss + 3 * Double(losses.count)),
                "\(problem): loss \(found.loss), not \(loss)")
        }
    }

    @Test(arguments: InstructionSet.available, ModelShape.all)
    func onesChangeNoBit(_ set: InstructionSet, _ shape: ModelShape) {
        for var problem in ModelProblem.all(shape, seed: 232) {
            let plain = problem.gradient(set)
            problem.weights = problem.rows.map { _ in 1 }
            #expect(problem.gradient(set) == plain, "\(problem)")
        }
    }

    /// Whatever numbers a row of weight 0 has, even where sums of them are infinite.
    @Test(arguments: InstructionSet.available, ModelShape.all)
    func rowsOfWeightZeroAddNothing(_ set: InstructionSet, _ shape: ModelShape) {
        for problem in ModelProblem.all(shape, seed: 233) {
            let absent: (Int) -> Bool = { $0 % 3 == 1 }
            let ordinary = problem.replacing(rowsAt: absent, by: 1).gradient(set)
            for number in [0x1.8p126, -0x1.8p126, 0] as [Float] {
                #expect(
                    problem.replacing(rowsAt: absent, by: number).gradient(set) == ordinary, "\(problem), \(number)")
            }
            // In another order of additions.
            let rest = problem.dropping(rowsAt: absent).gradient(set)
            for (found, expected) in zip(ordinary.numbers + [ordinary.loss], rest.numbers + [rest.loss]) {
                let scale = abs(expected) + Float(problem.places.count)
                #expect(abs(found - expected) <= 4e-6 * scale, "\(problem)")
            }
        }
    }
}
