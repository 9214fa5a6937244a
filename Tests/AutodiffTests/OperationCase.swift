import Autodiff
import Kernels
import TestSupport
import Testing

/// An operation of the tape and what it means.
struct OperationCase: Sendable, CustomTestStringConvertible {
    /// What an input's numbers may be.
    enum Domain: Sendable {
        case any
        case positive
        /// Whole numbers below a limit, which have no gradient.
        case places(Int)
    }

    struct Input: Sendable {
        let shape: [Int]
        let domain: Domain

        init(_ shape: [Int], _ domain: Domain = .any) {
            self.shape = shape
            self.domain = domain
        }

        var isVariable: Bool { if case .places = domain { false } else { true } }
    }

    let name: String
    /// The inputs, for three random sizes.
    let inputs: @Sendable (_ a: Int, _ b: Int, _ c: Int) -> [Input]
    let tape: @Sendable ([Tensor]) -> Tensor
    let reference: @Sendable ([Reference]) -> Reference

    var testDescription: String { name }

    init(
        _ name: String, _ inputs: @escaping @Sendable (Int, Int, Int) -> [Input],
        _ tape: @escaping @Sendable ([Tensor]) -> Tensor, _ reference: @escaping @Sendable ([Reference]) -> Reference
    ) {
        self.name = name
        self.inputs = inputs
        self.tape = tape
        self.reference = reference
    }

    /// A function of each number.
    static func function(
        _ name: String, _ domain: Domain = .any, _ tape: @escaping @Sendable (Tensor) -> Tensor,
        _ reference: @escaping @Sendable (Double) -> Double
    ) -> OperationCase {
        OperationCase(name, { a, b, _ in [Input([a, b], domain)] }, { tape($0[0]) }, { $0[0].map(reference) })
    }

    /// A function of pairs, with operands of several shapes.
    static func pairs(
        _ name: String, _ domain: Domain = .any, _ tape: @escaping @Sendable (Tensor, Tensor) -> Tensor,
        _ reference: @escaping @Sendable (Double, Double) -> Double
    ) -> [OperationCase] {
        let shapes: [(String, @Sendable (Int, Int, Int) -> ([Int], [Int]))] = [
            ("same", { a, b, _ in ([a, b], [a, b]) }),
            ("row", { a, b, _ in ([a, b], [b]) }),
            ("column", { a, b, _ in ([a, 1], [a, b]) }),
            ("cross", { a, b, _ in ([a, 1], [1, b]) }),
            ("scalar", { a, b, _ in ([], [a, b]) }),
            ("matrices", { a, b, c in ([a, b, c], [b, 1]) }),
            ("stack", { a, b, c in ([a, 1, c], [1, b, c]) }),
        ]
        return shapes.map { shape in
            OperationCase(
                "\(name) \(shape.0)",
                { a, b, c in
                    let (left, right) = shape.1(a, b, c)
                    return [Input(left, domain), Input(right, domain)]
                },
                { tape($0[0], $0[1]) }, { $0[0].combined($0[1], reference) })
        }
    }
}

extension OperationCase.Domain {
    func number(_ random: inout SplitMix) -> Float {
        switch self {
        case .any: Float.random(in: -2...2, using: &random)
        case .positive: Float.random(in: 0.5...2.5, using: &random)
        case .places(let limit): Float(Int.random(in: 0..<limit, using: &random))
        }
    }
}
