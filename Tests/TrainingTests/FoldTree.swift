/// The reducer's tree over the shards of a step, as far as it has been climbed.
struct FoldTree {
    /// A node: the sum of `right`'s shards is added to that of `left`'s.
    struct Fold: Hashable {
        let left: Range<Int>
        let right: Range<Int>
    }

    private let shardCount: Int
    private let nodes: Set<Fold>
    /// For each shard's buffer, the shards that its sum has taken up; empty while somebody writes there.
    private var sums: [Range<Int>]
    private var folds: Set<Fold> = []

    init(shardCount: Int) {
        self.shardCount = shardCount
        nodes = Set(Self.folds(over: 0..<shardCount))
        sums = Array(repeating: 0..<0, count: shardCount)
    }

    /// The folds that add up some shards. The left half is the largest power of two that leaves something on the right.
    static func folds(over shards: Range<Int>) -> [Fold] {
        guard shards.count > 1 else { return [] }
        var half = 1
        while 2 * half < shards.count { half *= 2 }
        let fold = Fold(
            left: shards.lowerBound..<shards.lowerBound + half, right: shards.lowerBound + half..<shards.upperBound)
        return folds(over: fold.left) + folds(over: fold.right) + [fold]
    }

    /// Whether all shards are in the buffer of shard 0.
    var isComplete: Bool { sums[0] == 0..<shardCount && folds == nodes }

    /// A shard's own sum is in its buffer.
    mutating func fill(_ shard: Int) { sums[shard] = shard..<shard + 1 }

    /// False where the tree has no such fold, or has had it.
    mutating func beginFold(_ right: Int, into left: Int) -> Bool {
        let fold = Fold(left: sums[left], right: sums[right])
        guard nodes.contains(fold), fold.left.lowerBound == left, fold.right.lowerBound == right else { return false }
        sums[left] = 0..<0
        sums[right] = 0..<0
        return folds.insert(fold).inserted
    }

    /// False where no such fold was begun.
    mutating func endFold(_ right: Int, into left: Int) -> Bool {
        guard let fold = folds.first(where: { $0.left.lowerBound == left && $0.right.lowerBound == right }) else {
            return false
        }
        sums[left] = fold.left.lowerBound..<fold.right.upperBound
        return true
    }
}
