/// A named tensor in a buffer of parameters.
public struct ParameterTensor: Hashable, Sendable {
    /// What a tensor is for.
    public enum Role: Hashable, Sendable {
        /// Factors of inputs, `[outputs, inputs]`; penalties hold for them.
        case weight
        /// Summands, `[outputs]`; free of penalties.
        case bias
    }

    /// Which of a weight's numbers are next to each other in the buffer.
    public enum Order: Hashable, Sendable {
        /// Those of one output, as files have them.
        case byOutput
        /// Those of one input.
        case byInput

        /// The faster order for a layer. Sums for sixteen outputs at a time leave lanes empty where there are few
        /// outputs; dot products over the inputs leave none empty, and are faster from about a fifth on.
        package static func ofLayer(outputs: Int) -> Order {
            let lanes = (outputs + 15) / 16 * 16
            return outputs * 5 < lanes * 4 ? .byOutput : .byInput
        }
    }

    /// A tensor that has no place yet.
    public struct Shape: Hashable, Sendable {
        /// The name that files give it.
        public let name: String
        /// The sizes of its dimensions.
        public let sizes: [Int]
        /// What it is for.
        public let role: Role
        /// How it lies.
        public let order: Order

        /// A tensor of any rank.
        package init(name: String, sizes: [Int], role: Role, order: Order = .byOutput) {
            self.name = name
            self.sizes = sizes
            self.role = role
            self.order = order
        }

        /// A matrix of weights.
        public static func weight(
            _ name: String, outputs: Int, inputs: Int, order: Order = .byOutput
        ) -> Shape {
            Shape(name: name, sizes: [outputs, inputs], role: .weight, order: order)
        }

        /// A vector of biases.
        public static func bias(_ name: String, outputs: Int) -> Shape {
            Shape(name: name, sizes: [outputs], role: .bias, order: .byOutput)
        }
    }

    /// The name that files give it, such as `weight`.
    public let name: String
    /// The sizes of its dimensions; `[outputs, inputs]` for weights, whatever their order in the buffer.
    public let shape: [Int]
    /// What it is for.
    public let role: Role
    /// How its numbers lie.
    public let order: Order
    /// Its first number's place in the buffer.
    public let offset: Int
    /// Numbers from one row of the buffer to the next.
    public let stride: Int

    init(_ shape: Shape, offset: Int) {
        self.name = shape.name
        self.shape = shape.sizes
        self.role = shape.role
        self.order = shape.order
        self.offset = offset
        let (rows, columns) = Self.extent(shape.sizes, shape.order)
        stride = rows > 1 ? Self.rowStride(columns) : Self.padded(columns)
    }

    /// The number of its numbers.
    public var count: Int { shape.reduce(1, *) }

    /// The part of the buffer that it takes with its gaps: a multiple of 16.
    public var span: Int { Self.extent(shape, order).rows * stride }

    /// A copy of its numbers in the order of files, row-major.
    public func values(in parameters: [Float]) -> [Float] {
        places.map { parameters[$0] }
    }

    /// Writes numbers that are in the order of files.
    public func write(_ values: [Float], to parameters: inout [Float]) {
        precondition(values.count == count, "\(values.count) numbers for a tensor of \(count)")
        for (place, value) in zip(places, values) { parameters[place] = value }
    }

    /// The places of its numbers in the buffer, in the order of files.
    private var places: some Sequence<Int> {
        let columns = shape.last ?? 1
        return (0..<count).lazy.map { index in
            let (row, column) = index.quotientAndRemainder(dividingBy: columns)
            return offset + (order == .byOutput ? row * stride + column : column * stride + row)
        }
    }

    private static func extent(_ sizes: [Int], _ order: Order) -> (rows: Int, columns: Int) {
        let rows = sizes.dropLast().reduce(1, *), columns = sizes.last ?? 1
        return order == .byOutput ? (rows, columns) : (columns, rows)
    }

    private static func padded(_ count: Int) -> Int { (count + 15) / 16 * 16 }

    /// Numbers from one row of a matrix to the next, so that rows begin at whole vectors: an odd number of cache lines,
    /// since rows that are a power of two apart would share a few sets of the cache.
    static func rowStride(_ columns: Int) -> Int {
        let padded = padded(columns)
        return padded % 32 == 0 ? padded + 16 : padded
    }
}
