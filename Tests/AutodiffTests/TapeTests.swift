import Autodiff
import Kernels
import TestSupport
import Testing

@Suite struct TapeTests {
    private let kernels = try! InstructionSet.best().kernels

    /// The line that a mistake gives.
    private func mistake(_ body: (borrowing Tape) throws -> Void) -> String {
        let tape = Tape(kernels: kernels)
        do {
            try body(tape)
            return "no mistake"
        } catch {
            return "\(error)"
        }
    }

    @Test func mistakesNameTheOperationAndBothShapes() {
        func zeros(_ tape: borrowing Tape, _ sizes: Int...) -> Tensor {
            tape.variable([Float](repeating: 0, count: sizes.reduce(1, *)), Shape(sizes))
        }
        #expect(
            mistake { _ = try zeros($0, 2, 3).matmul(zeros($0, 4, 5)).values }
                == "matmul of [2, 3] and [4, 5]: 3 columns and 4 rows do not fit")
        #expect(
            mistake { _ = try (zeros($0, 2, 3) + zeros($0, 2)).values }
                == "add of [2, 3] and [2]: sizes differ, and neither is 1")
        #expect(
            mistake { _ = try zeros($0, 4).squaredLoss(to: zeros($0, 4, 1)).values }
                == "squaredLoss of [4] and [4, 1]: expected the same shape")
        #expect(
            mistake { _ = try zeros($0, 4, 2).reshaped(to: Shape(3, 3)).values }
                == "reshape of [4, 2] and [3, 3]: 8 and 9 numbers")
        #expect(mistake { _ = try zeros($0, 4, 2).sum(axis: 2).values } == "sum of [4, 2]: there is no axis 2")
        #expect(
            mistake { _ = try zeros($0, 4, 2).slice(1..<6).values } == "slice of [4, 2]: 1..<6 is not within axis 0")
        #expect(
            mistake { _ = try zeros($0, 4, 2).concatenated(with: zeros($0, 3, 3)).values }
                == "concatenate of [4, 2] and [3, 3]: they differ in another axis than 0")
        #expect(
            mistake { _ = try zeros($0, 4, 2).linear(zeros($0, 3, 3)).values }
                == "linear of [4, 2] and [3, 3]: expected an input of the weights [outputs, inputs] for each column"
        )
        #expect(mistake { _ = try $0.constant([1], Shape(2)).values } == "input of [2]: 1 numbers were given")
        #expect(
            mistake { try zeros($0, 2).backward() }
                == "backward of [2]: only a tensor of one number has a gradient; sum it first")
        #expect(
            mistake { _ = try zeros($0, 2).gradient } == "gradient of [2]: it was never computed; call backward first")
        #expect(
            mistake { tape in
                let constant = tape.constant([1, 2], Shape(2))
                try (constant * zeros(tape, 2)).sum().backward()
                _ = try constant.gradient
            } == "gradient of [2]: the tensor is constant: no gradient flows to it")
        #expect(
            mistake { tape in
                let loss = zeros(tape, 2).sum()
                try loss.backward()
                try loss.backward()
            } == "backward of []: it has run on this step already")
        #expect(
            mistake { _ = try zeros($0, 2, 3).crossEntropy(of: $0.constant([1, 3], Shape(2))).values }
                == "crossEntropy of [2, 3] and [2]: label 3.0 of row 1, expected a class 0..<3")
        #expect(
            mistake { _ = try zeros($0, 2, 3).gatherRows($0.constant([0.5], Shape(1))).values }
                == "gatherRows of [2, 3] and [1]: place 0.5 at 0, expected 0..<2")
        #expect(mistake { _ = try zeros($0, 2).scalar } == "scalar of [2]: it has 2 numbers")
        #expect(
            mistake { _ = try zeros($0, 2).dropout(1).values }
                == "dropout of [2]: probability 1.0, expected 0 or more and less than 1")
    }

    @Test func theFirstMistakeIsTold() {
        let line = mistake { tape in
            let a = tape.constant([1, 2], Shape(2))
            let b = tape.constant([1, 2, 3], Shape(3))
            try ((a + b).matmul(b) * a).sum().backward()
        }
        #expect(line == "add of [2] and [3]: sizes differ, and neither is 1")
    }

    @Test func aTensorOfAnEarlierStepIsAMistake() throws {
        let tape = Tape(kernels: kernels)
        let old = tape.constant(1)
        tape.begin(.training(seed: 0, step: 1))
        let sum = old + tape.constant(2)
        #expect(throws: TapeError.self) { try sum.values }
        #expect(tape.error?.description == "add: a tensor of a step that is over")
        tape.begin(.training(seed: 0, step: 2))
        #expect(tape.error == nil)
    }

    @Test func tensorsOfTwoTapesAreAMistake() {
        let other = Tape(kernels: kernels)
        let foreign = other.constant([1, 2], Shape(2))
        #expect(
            mistake { _ = try ($0.constant([1, 2], Shape(2)) + foreign).values }
                == "add of [2] and [2]: they are on different tapes")
    }

    @Test func writingToWhatIsUsedIsAMistake() throws {
        #expect(
            mistake { tape in
                let a = tape.variable([1, 2], Shape(2))
                _ = a.detach()
                try a.write([3, 4])
            } == "write of [2]: an operation uses the tensor, or shares its memory")
        #expect(
            mistake { tape in
                try tape.variable([1, 2], Shape(2)).detach().write([3, 4])
            } == "write of [2]: detach made the tensor")
        let tape = Tape(kernels: kernels)
        let a = tape.variable([1, 2], Shape(2))
        try a.write([3, 4])
        #expect(try a.sum().scalar == 7)
    }

    /// (x² · detach(x³))′ = 2x · x³ where x³ counts as a constant.
    @Test func noGradientFlowsThroughDetach() throws {
        let tape = Tape(kernels: kernels)
        let x = tape.variable([3], Shape(1))
        let cube = x * x * x
        try (x * x * cube.detach()).sum().backward()
        #expect(try x.gradient == [2 * 3 * 27])
        #expect(try cube.gradient == [0])
    }

    @Test func nothingIsRecordedWithoutGradient() throws {
        let tape = Tape(kernels: kernels)
        let x = tape.variable([3], Shape(1))
        let square = tape.withoutGradient { x * x }
        try (x * square).sum().backward()
        #expect(try x.gradient == [9])
    }

    @Test func anEvaluationHasNoGradient() throws {
        let tape = Tape(kernels: kernels, pass: .evaluation)
        let x = tape.variable([3], Shape(1))
        let sum = (x * x).dropout(0.5).sum()
        try sum.backward()
        #expect(try sum.scalar == 9)
        #expect(throws: TapeError.self) { try x.gradient }
    }

    /// A label that is no class would be a mistake if its branch were computed.
    @Test func branchesThatLeadNowhereAreNotComputed() throws {
        let tape = Tape(kernels: kernels)
        let x = tape.variable([1, 2], Shape(1, 2))
        _ = x.crossEntropy(of: tape.constant([9], Shape(1)))
        try x.sum().backward()
        #expect(try x.gradient == [1, 1])
    }

    @Test func equalNumbersShareTheGradientOfTheirMaximum() throws {
        let tape = Tape(kernels: kernels)
        let a = tape.variable([1, 5, 2], Shape(3)), b = tape.variable([1, 2, 5], Shape(3))
        try a.maximum(b).sum().backward()
        #expect(try a.gradient == [0.5, 1, 0])
        #expect(try b.gradient == [0.5, 0, 1])
    }

    @Test func emptyTensorsHaveEmptyGradients() throws {
        let tape = Tape(kernels: kernels)
        let x = tape.variable([], Shape(0, 3)), w = tape.variable([1, 2, 3], Shape(1, 3))
        let loss = x.linear(w, activation: .tanh).squared().sum()
        try loss.backward()
        #expect(try loss.scalar == 0)
        #expect(try x.gradient == [])
        #expect(try w.gradient == [0, 0, 0])
    }
}
