/// The sizes of a tensor of rank 0 to 3.
public struct Shape: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
    /// The number of axes.
    public let rank: Int
    /// The size of the third axis from the end, 1 where there is none.
    let outer: Int
    /// The size of the second axis from the end, 1 where there is none.
    let middle: Int
    /// The size of the last axis, 1 where there is none.
    let inner: Int

    private init(rank: Int, _ outer: Int, _ middle: Int, _ inner: Int) {
        precondition(outer >= 0 && middle >= 0 && inner >= 0, "a tensor of shape [\(outer), \(middle), \(inner)]")
        self.rank = rank
        self.outer = outer
        self.middle = middle
        self.inner = inner
    }

    /// One number.
    public static let scalar = Shape(rank: 0, 1, 1, 1)

    /// A vector.
    public init(_ count: Int) { self.init(rank: 1, 1, 1, count) }

    /// A matrix.
    public init(_ rows: Int, _ columns: Int) { self.init(rank: 2, 1, rows, columns) }

    /// Matrices, one after the other.
    public init(_ matrices: Int, _ rows: Int, _ columns: Int) { self.init(rank: 3, matrices, rows, columns) }

    /// At most three sizes.
    public init(_ sizes: [Int]) {
        precondition(sizes.count <= 3, "a tensor of shape \(sizes): its rank is at most 3")
        let all = [Int](repeating: 1, count: 3 - sizes.count) + sizes
        self.init(rank: sizes.count, all[0], all[1], all[2])
    }

    /// The sizes, first axis first.
    public var sizes: [Int] { [outer, middle, inner].suffix(rank) }

    /// The number of numbers.
    public var count: Int { outer * middle * inner }

    /// Like `[2, 3]`.
    public var description: String { sizes.description }

    /// The size of an axis, `0 ..< rank`.
    public subscript(axis: Int) -> Int {
        precondition((0..<rank).contains(axis), "axis \(axis) of a shape of rank \(rank)")
        switch rank - axis {
        case 1: return inner
        case 2: return middle
        default: return outer
        }
    }
}

extension Shape {
    /// Rows in memory.
    var rowCount: Int { outer * middle }

    /// The size of the first axis, 1 of a scalar.
    var firstSize: Int { rank == 0 ? 1 : self[0] }

    /// Numbers of a row up to a multiple of 16; those past its end are zero.
    var paddedColumns: Int { (inner + 15) / 16 * 16 }

    /// The shape with another size for an axis.
    func resized(_ axis: Int, to size: Int) -> Shape {
        switch rank - axis {
        case 1: Shape(rank: rank, outer, middle, size)
        case 2: Shape(rank: rank, outer, size, inner)
        default: Shape(rank: rank, size, middle, inner)
        }
    }

    /// The shape without an axis.
    func removing(_ axis: Int) -> Shape {
        switch rank - axis {
        case 1: Shape(rank: rank - 1, 1, outer, middle)
        case 2: Shape(rank: rank - 1, 1, outer, inner)
        default: Shape(rank: rank - 1, 1, middle, inner)
        }
    }

    /// The shape with its last two axes exchanged.
    var transposed: Shape { Shape(rank: rank, outer, inner, middle) }

    /// The shape that both are stretched to: axes are paired from the last one on, and one of size 1, or none, takes
    /// the size of its partner. Nil where sizes differ otherwise.
    func broadcast(with other: Shape) -> Shape? {
        func common(_ a: Int, _ b: Int) -> Int? { a == b || b == 1 ? a : a == 1 ? b : nil }
        guard let outer = common(outer, other.outer), let middle = common(middle, other.middle),
            let inner = common(inner, other.inner)
        else { return nil }
        return Shape(rank: max(rank, other.rank), outer, middle, inner)
    }
}
