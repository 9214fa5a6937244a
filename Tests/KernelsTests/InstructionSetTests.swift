import Kernels
import TestSupport
import Testing

@Test("Every instruction set of this architecture was compared", .needs(.everyInstructionSet))
func everyInstructionSetIsAvailable() {
    #expect(InstructionSet.available == InstructionSet.compiled)
}

/// The same bits from every instruction set that this CPU has, whatever the kernel and the shape.
@Suite(.needs(.severalInstructionSets))
struct InstructionSetTests {
    private func expectOneAnswer<Answer: Equatable>(
        _ what: String, _ location: SourceLocation = #_sourceLocation, _ answer: (InstructionSet) -> Answer
    ) {
        let answers = InstructionSet.available.map(answer)
        #expect(answers.allSatisfy { $0 == answers[0] }, "\(what)", sourceLocation: location)
    }

    @Test func linearKernels() {
        var random = SplitMix(state: 51)
        for shape in LinearShape.random(&random) {
            let problem = LinearProblem(shape, &random)
            expectOneAnswer("gradient, \(shape)") { bits(problem.gradient($0, prefetchDistance: 8).contents) }
            expectOneAnswer("predictions, \(shape)") {
                let predictions = problem.predictions($0).contents
                return Set(problem.places).sorted().map { predictions[Int($0)].bitPattern }
            }
        }
    }

    @Test func sparseKernels() {
        var random = SplitMix(state: 60)
        for shape in SparseShape.random(&random) {
            let problem = SparseProblem(shape, &random)
            expectOneAnswer("gradient, \(shape)") { problem.gradient($0, prefetchDistance: 8).allBits }
            expectOneAnswer("outputs, \(shape)") {
                bits(problem.outputs($0).contents.map { $0.isNaN ? .nan : $0 })
            }
        }
        for columnCount in ColumnSumsProblem.columnCounts {
            for stride in ColumnSumsProblem.strides {
                let problem = ColumnSumsProblem(columnCount: columnCount, stride: stride, shardCount: 4, &random)
                expectOneAnswer("sums, \(problem)") { set in
                    let (left, right) = (SumsBuffer(problem), SumsBuffer(problem))
                    for shard in problem.shards.indices { problem.add(shard, to: shard < 2 ? left : right, set) }
                    set.kernels.moveSums(left.view, right.view)
                    return bits(left.contents)
                }
            }
        }
    }

    @Test func products() {
        var random = SplitMix(state: 56)
        for product in Product.allCases {
            for shape in ProductShape.random(product, &random) {
                let problem = ProductProblem(product, shape, &random)
                expectOneAnswer("\(product), \(shape)") { problem.result($0).rows.map { bits($0) } }
            }
        }
    }

    @Test func softmax() {
        var random = SplitMix(state: 57)
        for classCount in Array(1...70) + [1000] {
            let problem = SoftmaxProblem(classCount: classCount, &random)
            for result in [SoftmaxJob.Result.probabilities, .gradient] {
                expectOneAnswer("\(result), \(problem)") { set in
                    let found = problem.run(set, result)
                    return found.rows.map { bits($0) } + [bits(found.losses)]
                }
            }
        }
    }

    /// Any number but NaN, whose bits may be any.
    @Test func elementaryFunctions() {
        var random = SplitMix(state: 58)
        let numbers = (0..<100_000).map { _ in
            let number = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
            return number.isNaN ? 1 : number
        }
        for function in ElementaryTests.Function.allCases {
            expectOneAnswer("\(function)") { set in
                var values = numbers
                function.kernel(set)(&values, values.count)
                return bits(values.map { $0.isNaN ? .nan : $0 })
            }
        }
        for activation in Activation.allCases {
            expectOneAnswer("\(activation)") { set in
                var (values, gradient) = (numbers, Array(numbers.reversed()))
                set.kernels.activate(activation, &values, values.count)
                set.kernels.activationGradient(activation, values, &gradient, values.count)
                return bits((values + gradient).map { $0.isNaN ? .nan : $0 })
            }
        }
        for loss in PointLoss.all() {
            expectOneAnswer("\(loss)") { set in
                numbers.indices.flatMap { index in
                    let row = loss.ofRow(set, numbers[index], Float(index % 2))
                    return [row.derivative, row.loss].map { $0.isNaN ? Float.nan.bitPattern : $0.bitPattern }
                }
            }
        }
    }

    @Test func rounding() {
        var random = SplitMix(state: 59)
        for count in [0, 1, 15, 16, 17, 1000] {
            let numbers = (0..<count).map { _ in Float.random(in: -1...1, using: &random) }
            expectOneAnswer("\(count) numbers to bfloat16") {
                let result = SentinelBuffer<UInt16>(count: count, sentinel: 0)
                $0.kernels.roundToBFloat16(numbers, count, result.base)
                return result.contents
            }
        }
    }

    @Test func reduction() {
        var random = SplitMix(state: 52)
        for count in [16, 48, 1024] {
            func numbers() -> [Float] {
                (0..<count).map { _ in Float(bitPattern: .random(in: 0..<0x7F80_0000, using: &random)) }
            }
            let (p, g) = (numbers(), numbers())
            expectOneAnswer("add, \(count) numbers") {
                let sum = SentinelBuffer(p, sentinel: 0)
                $0.kernels.add(sum.base, g, count)
                return bits(sum.contents)
            }
        }
    }

    @Test func updates() {
        var random = SplitMix(state: 55)
        for coefficients in UpdateCoefficients.random(&random) {
            let count = 16 * Int.random(in: 0...200, using: &random)
            let problem = UpdateProblem(count: count, anyMagnitude: .random(using: &random), &random)
            expectOneAnswer("update, \(count) numbers, \(coefficients)") {
                bits(problem.updated($0, coefficients).numbers)
            }
            expectOneAnswer("squared norm, \(count) numbers, l2 \(coefficients.l2)") {
                $0.kernels.squaredNorm(
                    problem.parameters, problem.gradientSum, count, coefficients.rowCount, coefficients.l2
                ).bitPattern
            }
        }
    }

    @Test func randomNumbers() {
        var random = SplitMix(state: 53)
        for _ in 0..<2000 {
            let stream = RandomStream(seed: random.next(), purpose: .allCases.randomElement(using: &random)!)
            let (row, count) = (random.next(), Int.random(in: 0...300, using: &random))
            let block = UInt32(truncatingIfNeeded: random.next())
            expectOneAnswer("philox, \(stream), row \(row), block \(block)") {
                let words = SentinelBuffer<UInt32>(count: 32, sentinel: 0)
                $0.kernels.philox(stream, row, block, words.base)
                return words.contents
            }
            expectOneAnswer("normals, \(stream), row \(row), \(count) numbers") {
                let normals = SentinelBuffer<Float>(count: count, sentinel: 0)
                $0.kernels.fillNormals(stream, row, count, normals.base)
                return bits(normals.contents)
            }
        }
    }

    @Test func permutation() {
        var random = SplitMix(state: 54)
        for index in 1...300 {
            let size = index <= 100 ? index : Int.random(in: 1...(1 << 31), using: &random)
            func key() -> UInt32 { UInt32(truncatingIfNeeded: random.next()) }
            let permutation = KeyedPermutation(size: size, keys: SIMD16((0..<16).map { _ in key() }))
            let start = Int.random(in: 0..<size, using: &random)
            let count = min(size - start, 100)
            expectOneAnswer("permutation, size \(size), \(count) places from \(start)") {
                let places = SentinelBuffer<UInt32>(count: count, sentinel: 0)
                $0.kernels.permute(permutation, UInt32(start), count, places.base)
                return places.contents
            }
        }
    }
}
