import Training

/// Goes through what a `RecordingWork` wrote down and checks each event against the engine's contract.
struct EngineReplay {
    /// Something that the engine must not do.
    struct Violation: Error, CustomStringConvertible {
        let description: String
    }

    /// A node of the reducer's tree: the sum of `right`'s shards is added to that of `left`'s.
    struct Fold: Hashable {
        let left: Range<Int>
        let right: Range<Int>
    }

    private let shardCount: Int
    private let workerCount: Int
    private let stepCount: Int
    private let tree: Set<Fold>

    /// The step under way, and steps that are finished.
    private(set) var step = 0
    private var begun: Set<Int> = []
    /// For each shard's buffer, the shards that its sum has taken up; empty while somebody writes there.
    private var sums: [Range<Int>]
    private var folds: Set<Fold> = []
    private var busyWorkers: Set<Int> = []

    init(shardCount: Int, workerCount: Int, stepCount: Int) {
        self.shardCount = shardCount
        self.workerCount = workerCount
        self.stepCount = stepCount
        tree = Set(Self.tree(over: 0..<shardCount))
        sums = Array(repeating: 0..<0, count: shardCount)
    }

    /// The folds that add up some shards. The left half is the largest power of two that leaves something on the right.
    static func tree(over shards: Range<Int>) -> [Fold] {
        guard shards.count > 1 else { return [] }
        var half = 1
        while 2 * half < shards.count { half *= 2 }
        let fold = Fold(
            left: shards.lowerBound..<shards.lowerBound + half, right: shards.lowerBound + half..<shards.upperBound)
        return tree(over: fold.left) + tree(over: fold.right) + [fold]
    }

    /// Replays a whole run.
    mutating func replay(_ events: [RecordingWork.Event]) throws {
        for event in events { try replay(event) }
        try require(begun.isEmpty, "the run ended in the middle of step \(step)")
    }

    private mutating func replay(_ event: RecordingWork.Event) throws {
        switch event {
        case .computeBegan(let claim, let upcoming, let worker):
            try require(claim.step == step, "\(claim) was begun when \(step) steps were finished")
            try require((0..<shardCount).contains(claim.shard), "\(claim) is beyond the shards")
            try require(begun.insert(claim.shard).inserted, "\(claim) was computed twice")
            try require((0..<workerCount).contains(worker), "worker \(worker) of \(workerCount)")
            try require(busyWorkers.insert(worker).inserted, "worker \(worker) has two shards at once")
            try check(upcoming, after: claim)
        case .computeEnded(let claim, let worker):
            busyWorkers.remove(worker)
            sums[claim.shard] = claim.shard..<claim.shard + 1
        case .foldBegan(let right, let left):
            let fold = Fold(left: sums[left], right: sums[right])
            try require(tree.contains(fold), "\(fold) of buffers \(left) and \(right) is not in the tree")
            try require(fold.left.lowerBound == left && fold.right.lowerBound == right, "\(fold) in wrong buffers")
            try require(folds.insert(fold).inserted, "\(fold) was done twice")
            sums[left] = 0..<0
            sums[right] = 0..<0
        case .foldEnded(let right, let left):
            guard let fold = folds.first(where: { $0.left.lowerBound == left && $0.right.lowerBound == right }) else {
                throw Violation(description: "a fold of \(right) into \(left) ended that never began")
            }
            sums[left] = fold.left.lowerBound..<fold.right.upperBound
        case .finishBegan(let finished):
            try require(finished == step, "step \(finished) was finished when \(step) steps were")
            try require(sums[0] == 0..<shardCount, "step \(step) was finished with a sum over \(sums[0])")
            try require(begun.count == shardCount && folds == tree, "step \(step) was finished too early")
        case .finishEnded:
            step += 1
            begun = []
            folds = []
        }
    }

    /// A hint may be wrong about who will compute it, but must be a shard of this step or the next one.
    private func check(_ upcoming: ShardClaim?, after claim: ShardClaim) throws {
        guard let upcoming else {
            return try require(claim.step == stepCount - 1, "\(claim) has nothing upcoming before the last step")
        }
        try require(
            (0..<shardCount).contains(upcoming.shard) && upcoming.step < stepCount
                && (upcoming.step == claim.step && upcoming.shard != claim.shard || upcoming.step == claim.step + 1),
            "\(upcoming) is upcoming after \(claim)")
    }

    private func require(_ condition: Bool, _ violation: @autoclosure () -> String) throws {
        guard condition else { throw Violation(description: violation()) }
    }
}
