import Training

/// Goes through what a `RecordingWork` wrote down and checks each event against the engine's contract.
struct EngineReplay {
    /// Something that the engine must not do.
    struct Violation: Error, CustomStringConvertible {
        let description: String
    }

    private let shardCount: Int
    private let workerCount: Int
    private let stepCount: Int
    private let roundCount: Int
    private let blockCount: Int

    /// The step under way, and steps that are finished.
    private(set) var step = 0
    /// The round under way.
    private var round = 0
    /// Rounds that are finished, over all steps.
    private(set) var finishedRounds = 0
    private var begunShards: Set<Int> = []
    private var endedShards: Set<Int> = []
    private var begunBlocks: Set<Int> = []
    private var endedBlocks: Set<Int> = []
    private var isFinishing = false
    private var tree: FoldTree
    private var busyWorkers: Set<Int> = []

    init(_ engine: StepEngine, _ work: RecordingWork, stepCount: Int) {
        shardCount = engine.shardCount
        workerCount = engine.workerCount
        self.stepCount = stepCount
        roundCount = work.roundCount
        blockCount = work.blockCount
        tree = FoldTree(shardCount: engine.shardCount)
    }

    /// Replays a whole run.
    mutating func replay(_ events: [RecordingWork.Event]) throws {
        for event in events { try replay(event) }
        try require(!isFinishing && begunShards == endedShards && begunBlocks == endedBlocks, "something never ended")
        try require(begunShards.isEmpty || round > 0, "the run ended in the middle of step \(step)")
        try require(begunBlocks.isEmpty, "the run ended in the middle of round \(round) of step \(step)")
    }

    private mutating func replay(_ event: RecordingWork.Event) throws {
        try require(!isFinishing || event.isFinishEnded, "\(event) while round \(round) of step \(step) was finished")
        switch event {
        case .computeBegan(let claim, let upcoming, let worker):
            try require(claim.step == step && round == 0, "\(claim) was begun in round \(round) of step \(step)")
            try require((0..<shardCount).contains(claim.shard), "\(claim) is beyond the shards")
            try require(begunShards.insert(claim.shard).inserted, "\(claim) was computed twice")
            try require((0..<workerCount).contains(worker), "worker \(worker) of \(workerCount)")
            try require(busyWorkers.insert(worker).inserted, "worker \(worker) has two shards at once")
            try check(upcoming, after: claim)
        case .computeEnded(let claim, let worker):
            busyWorkers.remove(worker)
            endedShards.insert(claim.shard)
            tree.fill(claim.shard)
        case .foldBegan(let right, let left):
            try require(roundCount == 1, "a fold of \(right) into \(left) where blocks follow")
            try require(tree.beginFold(right, into: left), "no fold of \(right) into \(left) is due in step \(step)")
        case .foldEnded(let right, let left):
            try require(tree.endFold(right, into: left), "a fold of \(right) into \(left) ended that never began")
        case .blockBegan(let block, let itsRound):
            try require(itsRound == round && round > 0, "block \(block) of round \(itsRound) was begun in \(round)")
            try require((0..<blockCount).contains(block), "block \(block) of \(blockCount)")
            try require(begunBlocks.insert(block).inserted, "block \(block) of round \(round) was computed twice")
        case .blockEnded(let block, _):
            endedBlocks.insert(block)
        case .finishBegan(let itsRound, let itsStep):
            try require(
                (itsStep, itsRound) == (step, round), "finished \(itsRound) of \(itsStep), not \(round) of \(step)")
            try requireRoundIsDone()
            isFinishing = true
        case .finishEnded:
            isFinishing = false
            finishedRounds += 1
            begunBlocks = []
            endedBlocks = []
            round += 1
            if round == roundCount { beginStep() }
        }
    }

    private func requireRoundIsDone() throws {
        try require(endedShards.count == shardCount, "step \(step) was finished with \(endedShards.count) shards")
        if roundCount == 1 { try require(tree.isComplete, "step \(step) was finished before the tree") }
        if round > 0 {
            try require(
                endedBlocks.count == blockCount, "round \(round) was finished with \(endedBlocks.count) blocks")
        }
    }

    private mutating func beginStep() {
        step += 1
        round = 0
        begunShards = []
        endedShards = []
        tree = FoldTree(shardCount: shardCount)
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

extension RecordingWork.Event {
    fileprivate var isFinishEnded: Bool {
        if case .finishEnded = self { true } else { false }
    }
}
