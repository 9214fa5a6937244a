import Kernels
import TestSupport
import Testing

/// Sparse rows as predictions and dense kernels read them, all of a partition; rows that are not among a problem's
/// places hold NaN, and so must what is made of their numbers, and nothing else.
@Suite struct SparseRowTests {
    @Test(arguments: InstructionSet.available)
    func outputsEqualSumsInDoublePrecision(_ set: InstructionSet) {
        var random = SplitMix(state: 121)
        for var shape in SparseShape.random(&random) {
            // The kernel of the one output takes no scale.
            if shape.head.isPoint { shape.scale = 1 }
            let problem = SparseProblem(shape, &random)
            let found = problem.outputs(set)
            #expect(found.isIntact, "\(shape): written outside")
            for (place, row) in problem.partition.enumerated() {
                let outputs = found.contents[place * shape.stride..<(place + 1) * shape.stride]
                for (output, terms) in zip(outputs, problem.terms(of: row)) {
                    let expected = terms.reduce(0, +)
                    #expect(
                        expected.isNaN ? output.isNaN : abs(Double(output) - expected) <= problem.bound(of: terms),
                        "\(shape), row \(place): \(output) for \(expected)")
                }
                #expect(
                    outputs.dropFirst(shape.classCount).allSatisfy { $0 == 0 } || problem.hasNaN(place),
                    "\(shape), row \(place): padding")
            }
        }
    }

    @Test(arguments: InstructionSet.available)
    func outputsHaveTheBitsOfTheContract(_ set: InstructionSet) {
        var random = SplitMix(state: 122)
        for shape in SparseShape.random(&random) {
            let problem = SparseProblem(shape, &random)
            let found = problem.outputs(set).contents
            for place in Set(problem.places).map({ Int($0) }) {
                let row = problem.partition[place]
                let expected =
                    shape.head.isPoint
                    ? [SparseContract.dot(row, problem.weights[0]) + problem.biases[0]]
                    : zip(problem.weights, problem.biases).map {
                        SparseContract.logit(row, $0, scale: shape.scale, bias: $1)
                    }
                let outputs = found[place * shape.stride..<place * shape.stride + shape.classCount]
                #expect(bits(outputs) == bits(expected), "\(shape), row \(place)")
            }
        }
    }

    @Test(arguments: InstructionSet.available)
    func areGatheredWithTheirZeros(_ set: InstructionSet) {
        var random = SplitMix(state: 123)
        for shape in SparseShape.random(&random) where shape.head.isPoint {
            let problem = SparseProblem(shape, &random)
            for isPicked in [false, true] {
                let rows = isPicked ? problem.rows : problem.partition
                let stride = LaneContract.padded(shape.columnCount) + shape.extraStride
                let result = SentinelBuffer<Float>(count: rows.count * stride, sentinel: 1e30)
                result.base.update(repeating: .nan, count: result.count)
                let places = GuardedRows(problem.places)
                withExtendedLifetime((problem, places)) {
                    set.kernels.gatherRows(
                        problem.features, isPicked ? UnsafePointer(places.base) : nil, rows.count, result.base, stride)
                }
                var expected = [Float](repeating: 0, count: result.count)
                for (index, row) in rows.enumerated() {
                    for (column, value) in row { expected[index * stride + column] = value }
                }
                #expect(bits(result.contents) == bits(expected) && result.isIntact, "\(shape)")
            }
        }
    }
}
