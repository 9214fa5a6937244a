import Kernels
public import Models

/// A named tensor that a model learns, before it has numbers.
public struct Parameter: Sendable {
    /// What its numbers are before the first step: a function of the training's seed.
    public enum Initial: Hashable, Sendable {
        /// The same number everywhere.
        case constant(Float)
        /// Normal numbers of mean 0.
        case normal(deviation: Float)
        /// Normal numbers whose variance keeps signals alike from layer to layer; of weights [outputs, inputs].
        case layer(Initialization)
        /// Numbers that are known, such as those of a trained model, row-major.
        case values([Float])

        /// Zero everywhere.
        public static let zeros = constant(0)
    }

    /// The name that files give it.
    public let name: String
    /// The sizes of its axes, at most three.
    public let shape: [Int]
    /// Whether penalties hold for it.
    public let role: ParameterTensor.Role
    /// Its numbers before the first step.
    public let initial: Initial
    let order: ParameterTensor.Order

    private init(
        _ name: String, _ shape: [Int], _ role: ParameterTensor.Role, _ initial: Initial,
        _ order: ParameterTensor.Order = .byOutput
    ) {
        precondition(shape.count <= 3 && shape.allSatisfy { $0 > 0 }, "parameter \(name) of shape \(shape)")
        if case .values(let values) = initial {
            precondition(
                values.count == shape.reduce(1, *), "\(values.count) numbers for parameter \(name) of shape \(shape)")
        }
        if case .layer = initial { precondition(shape.count == 2, "parameter \(name) of shape \(shape) is no layer's") }
        self.name = name
        self.shape = shape
        self.role = role
        self.initial = initial
        self.order = order
    }

    /// Weights [outputs, inputs] of a layer, kept in the order that multiplies fastest.
    public static func weight(
        _ name: String, outputs: Int, inputs: Int, initial: Initial = .layer(.xavier)
    ) -> Parameter {
        Parameter(name, [outputs, inputs], .weight, initial, .ofLayer(outputs: outputs))
    }

    /// Summands [outputs] of a layer, free of penalties.
    public static func bias(_ name: String, outputs: Int, initial: Initial = .zeros) -> Parameter {
        Parameter(name, [outputs], .bias, initial)
    }

    /// A row [columns] for each of `count` things: an embedding.
    public static func table(_ name: String, count: Int, columns: Int, initial: Initial) -> Parameter {
        Parameter(name, [count, columns], .weight, initial)
    }

    /// Any other tensor.
    public static func tensor(
        _ name: String, shape: [Int], role: ParameterTensor.Role, initial: Initial
    ) -> Parameter {
        Parameter(name, shape, role, initial)
    }

    var isRandom: Bool {
        switch initial {
        case .normal, .layer: true
        case .constant, .values: false
        }
    }

    /// Its numbers before the first step, row-major; row r of the n-th random parameter is row `n << 32 | r` of the
    /// seed's stream.
    func initialValues(seed: UInt64, ordinal: Int, kernels: KernelTable) -> [Float] {
        let count = shape.reduce(1, *)
        switch initial {
        case .constant(let number): return [Float](repeating: number, count: count)
        case .values(let values): return values
        case .layer(let initialization):
            return initialization.weights(
                outputs: shape[0], inputs: shape[1], seed: seed, layer: ordinal, kernels: kernels)
        case .normal(let deviation):
            let columns = shape.last ?? 1
            let stream = RandomStream(seed: seed, purpose: .initialization)
            var values = [Float](repeating: 0, count: count)
            values.withUnsafeMutableBufferPointer { buffer in
                for row in 0..<count / columns {
                    let start = buffer.baseAddress! + row * columns
                    kernels.fillNormals(stream, UInt64(ordinal) << 32 | UInt64(row), columns, start)
                    for k in 0..<columns { start[k] *= deviation }
                }
            }
            return values
        }
    }
}
