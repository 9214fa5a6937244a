import Autodiff
import Foundation
import Kernels
import Testing

/// The answers of PyTorch for an operation; `Fixtures/make_vectors.py` asks them.
struct OperationVector: Decodable, Sendable, CustomTestStringConvertible {
    struct Input: Decodable {
        let shape: [Int]
        let values: [Float]
    }

    let name: String
    let inputs: [Input]
    let weights: [Float]
    let value: [Double]
    let gradients: [[Double]?]

    var testDescription: String { name }

    static let all: [OperationVector] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/vectors.json")
        // A fixture that cannot be read is a mistake in the tests.
        return try! JSONDecoder().decode([OperationVector].self, from: Data(contentsOf: file))
    }()
}

@Suite struct PyTorchTests {
    private func meaning(of name: String) -> (([Tensor]) -> Tensor)? {
        // Before the detached layer all gradients are zero.
        name == "layers with detach"
            ? { $0[0].linear($0[1], $0[2], activation: .tanh).detach().linear($0[3], $0[4]) }
            : OperationCase.all.first { $0.name == name }?.tape
    }

    @Test(arguments: OperationVector.all)
    func givesTheValueAndTheGradient(of vector: OperationVector) throws {
        let operation = try #require(meaning(of: vector.name))
        let tape = Tape(kernels: try InstructionSet.best().kernels)
        let inputs = zip(vector.inputs, vector.gradients).map { input, gradient in
            let shape = Shape(input.shape)
            return gradient == nil ? tape.constant(input.values, shape) : tape.variable(input.values, shape)
        }
        let output = operation(inputs)
        try (output * tape.constant(vector.weights, output.shape)).sum().backward()
        expect(try output.values, vector.value)
        for (input, gradient) in zip(inputs, vector.gradients) {
            if let gradient { expect(try input.gradient, gradient) }
        }
    }

    /// PyTorch computed in double precision, so that all of the error is ours.
    private func expect(_ found: [Float], _ expected: [Double]) {
        #expect(found.count == expected.count)
        let scale = expected.reduce(1) { max($0, abs($1)) }
        for (found, expected) in zip(found, expected) {
            #expect(abs(Double(found) - expected) <= 2e-6 * scale, "\(found) for \(expected)")
        }
    }
}
