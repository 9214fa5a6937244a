import Kernels
import TestSupport

/// What some shards contribute to a block of columns; their contributions to the blocks beside it hold NaN.
struct ColumnSumsProblem: CustomStringConvertible {
    /// The least block whose columns are listed at all has eight.
    static let columnCounts = [0, 1, 2, 7, 8, 9, 16, 17, 64, 100, 1000]
    static let strides = [1, 16, 48]

    let columnCount: Int
    let stride: Int
    let firstColumn: Int
    /// For each shard the contributions, with the columns counted from the begin of the block, and their rows.
    let shards: [[(column: Int, value: Float, row: Int)]]
    /// For each shard the derivatives of its rows.
    let derivatives: [[[Float]]]

    var description: String {
        "\(columnCount) columns from \(firstColumn), stride \(stride), \(shards.map(\.count)) contributions"
    }

    init(columnCount: Int, stride: Int, shardCount: Int, _ random: inout SplitMix) {
        func number() -> Float { .random(in: -2...2, using: &random) }
        self.columnCount = columnCount
        self.stride = stride
        firstColumn = [0, 1, 4096].randomElement(using: &random)!
        let rowCount = 5
        derivatives = (0..<shardCount).map { _ in (0..<rowCount).map { _ in (0..<stride).map { _ in number() } } }
        // Few columns of the block, so that some shards have more contributions than columns that these are for.
        let columns = (0..<Int.random(in: 1...8, using: &random)).map { _ in
            Int.random(in: 0..<max(columnCount, 1), using: &random)
        }
        shards = (0..<shardCount).map { _ in
            let isWide = Int.random(in: 0..<4, using: &random) == 0
            let count = [0, 1, 2, columnCount / 16, columnCount / 8, columnCount].randomElement(using: &random)!
            return (0..<(columnCount == 0 ? 0 : count)).map { _ in
                let column =
                    isWide ? Int.random(in: 0..<columnCount, using: &random) : columns.randomElement(using: &random)!
                return (column, number(), Int.random(in: 0..<rowCount, using: &random))
            }
        }
    }

    /// Adds a shard's contributions to a block in the middle of three.
    func add(_ shard: Int, to sums: SumsBuffer, _ set: InstructionSet) {
        let outside = Contribution(column: UInt32(firstColumn), value: .nan)
        let own = shards[shard].map { Contribution(column: UInt32(firstColumn + $0.column), value: $0.value) }
        let all = GuardedRows([outside, outside] + own + [outside])
        let rows = GuardedRows([0, 0] + shards[shard].map { UInt32($0.row) } + [0])
        let starts = GuardedRows([0, 2, 2 + own.count, 3 + own.count])
        let derivatives = GuardedRows(derivatives[shard].flatMap(\.self))
        let tail = SentinelBuffer<Float>(count: 0, sentinel: 1e30)
        withExtendedLifetime((all, rows, starts, derivatives, tail, sums)) {
            set.kernels.addContributions(
                sums.view,
                ShardContributions(
                    all: all.base, rows: rows.base, blockStarts: starts.base, derivatives: derivatives.base,
                    tail: tail.base), 1)
        }
    }

    /// What the sums of some shards come to, one after the other.
    func sums(of shards: some Sequence<Int>) -> [Float] {
        var sums = [Float](repeating: 0, count: columnCount * stride)
        for shard in shards {
            for (column, value, row) in self.shards[shard] {
                for place in 0..<stride {
                    let index = column * stride + place
                    sums[index] =
                        stride == 1
                        ? sums[index] + value
                        : LaneContract.fused(derivatives[shard][row][place], value, plus: sums[index])
                }
            }
        }
        return sums
    }

    /// The columns that some shards contribute to.
    func columns(of shards: some Sequence<Int>) -> Set<Int> {
        Set(shards.flatMap { self.shards[$0].map(\.column) })
    }
}

/// Sums of a block in memory that is exactly as large as they need, all of them zero.
final class SumsBuffer {
    private let numbers: SentinelBuffer<Float>
    private let marks: SentinelBuffer<UInt8>
    private let list: SentinelBuffer<UInt32>
    private let count = SentinelBuffer<Int>([0], sentinel: -1)
    let view: ColumnSums

    init(_ problem: ColumnSumsProblem) {
        let (columnCount, stride) = (problem.columnCount, problem.stride)
        numbers = SentinelBuffer([Float](repeating: 0, count: columnCount * stride), sentinel: 1e30)
        marks = SentinelBuffer([UInt8](repeating: 0, count: columnCount), sentinel: 7)
        list = SentinelBuffer(count: columnCount / 8 + 1, sentinel: .max)
        view = ColumnSums(
            numbers: numbers.base, marks: marks.base, list: list.base, count: count.base,
            firstColumn: problem.firstColumn, columnCount: columnCount, stride: stride)
    }

    var contents: [Float] { numbers.contents }
    /// The columns of the list, as it has them; nil where there is none.
    var listed: [Int]? {
        view.count.pointee == ColumnSums.all ? nil : list.contents.prefix(view.count.pointee).map { Int($0) }
    }
    var marked: [Int] { marks.contents.indices.filter { marks.contents[$0] != 0 } }
    var isClear: Bool { contents.allSatisfy { $0.bitPattern == 0 } && marked.isEmpty && view.count.pointee == 0 }
    var isIntact: Bool { numbers.isIntact && marks.isIntact && list.isIntact && count.isIntact }
}
