import AllocationCounter
import Glibc
import Kernels
import Models
import Optimizers
import Synchronization
import TestSupport
import Testing
import Training

@Suite(
    "The steady state allocates nothing",
    .needs(Requirement("an allocator that can be counted", allocation_counter_is_active())))
struct AllocationTests {
    /// 12,500 steps an epoch.
    private let problem = Problem(rowCount: 100_000, featureCount: 5, seed: 1)
    private let classes = Problem(rowCount: 100_000, featureCount: 5, classCount: 3, seed: 1)
    private let plan = TrainingPlan(epochCount: 2, batchSize: 8, shardCount: 4, seed: 1)

    @Test("which is counted by a counter that counts")
    func counter() {
        let before = allocation_count_of_calling_thread()
        // Kept until they are counted, lest the compiler leave out what nobody uses.
        var blocks = [malloc(100), calloc(1, 100), realloc(malloc(100), 10_000), aligned_alloc(64, 128)]
        var aligned: UnsafeMutableRawPointer?
        let status = posix_memalign(&aligned, 64, 128)
        blocks.append(aligned)
        let count = allocation_count_of_calling_thread() - before
        for block in blocks { free(block) }
        // Six by hand and at least one for the array.
        #expect(status == 0 && count >= 7)
    }

    @Test("in 10,000 steps, on any thread", arguments: [1, 2])
    func steps(workers: Int) throws {
        let probe = AllocationProbe()
        let trainer = try problem.trainer(
            plan, learningRate: problem.safeLearningRate, machine: machine(workers: workers, prefetches: true),
            modelKernels: kernels.watched { _ in probe.look() })
        try trainer.advance(by: 10_000)
        expectNothing(probe, lookCount: 10_000 * (plan.shardCount + 2), "\(workers) workers")
    }

    /// Without blocks and with, each with the ranges that an update is cut in.
    static let models: [(architecture: Architecture, featureCount: Int, rangeCount: Int)] = [
        (.softmaxRegression, 5, 2), (.mlp([6, 4]), 5, 6), (.mlp([150]), 300, 10),
    ]

    @Test("of any model, optimizer and storage", arguments: models.indices, [1, 2])
    func otherRecipes(index: Int, workers: Int) throws {
        let (architecture, featureCount, rangeCount) = Self.models[index]
        var problem = Problem(rowCount: 2000, featureCount: featureCount, classCount: 10, seed: 1)
        let plan = TrainingPlan(epochCount: 1, batchSize: 16, shardCount: 4, seed: 1)
        for storage in FeatureStorage.allCases {
            problem.storage = storage
            let recipe = Recipe(architecture: architecture, learningRate: 0.01)
            for recipe in [recipe, recipe.with { ($0.rule, $0.clipNorm) = (.adam(), 0.1) }] {
                let probe = AllocationProbe()
                let trainer = try problem.trainer(
                    plan, recipe, machine: machine(workers: workers, prefetches: true),
                    modelKernels: kernels.watched { _ in probe.look() })
                try trainer.advance(by: 125)
                expectNothing(
                    probe, lookCount: 125 * (plan.shardCount + rangeCount), "\(workers) workers, \(recipe)")
            }
        }
    }

    /// Linear models, with the classes of their targets.
    static let sparseModels: [(architecture: Architecture, classCount: Int?)] = [
        (.linearRegression(.squared), nil), (.logisticRegression, 2), (.softmaxRegression, 3),
    ]

    /// With several blocks of columns; the first three rules update only the columns that occur. The last epoch is the
    /// third.
    @Test("on sparse rows, of any model and optimizer", arguments: sparseModels.indices, [1, 2])
    func sparseRows(index: Int, workers: Int) throws {
        let (architecture, classCount) = Self.sparseModels[index]
        let plan = TrainingPlan(epochCount: 3, batchSize: 16, shardCount: 4, seed: 1)
        let plain = Recipe(architecture: architecture, learningRate: 0.01)
        let recipes = [
            plain, plain.with { $0.l2 = 0.01 }, plain.with { $0.rule = .adagrad() },
            plain.with { ($0.rule, $0.clipNorm) = (.adam(), 0.1) },
        ]
        let problem = try SparseProblem(
            rowCount: 2000, columnCount: 40_000, mostNumbers: 30, classCount: classCount, seed: 1)
        for recipe in recipes {
            let probe = AllocationProbe()
            let trainer = try problem.trainer(
                plan, recipe, machine: machine(workers: workers, prefetches: true),
                modelKernels: kernels.watched { _ in probe.look() })
            try trainer.advance(by: 300)
            // At least the bias in every step; the columns are those that occur.
            #expect(probe.lookCount >= 300)
            expectNothing(probe, "\(workers) workers, \(recipe)")
        }
    }

    private func expectNothing(_ probe: AllocationProbe, lookCount: Int, _ comment: Comment) {
        #expect(probe.lookCount == lookCount, comment)
        expectNothing(probe, comment)
    }

    private func expectNothing(_ probe: AllocationProbe, _ comment: Comment) {
        for visit in probe.visits { #expect(visit.last == visit.first, "\(comment), \(visit)") }
    }

    @Test("and a span costs the same whatever its length", arguments: [1, 2])
    func spans(workers: Int) throws {
        let adam = Recipe(architecture: .mlp([6]), rule: .adam(), learningRate: 0.01, clipNorm: 0.1)
        for recipe in [Recipe(learningRate: problem.safeLearningRate), adam] {
            let isLinear = recipe.architecture == .linearRegression(.squared)
            let trainer = try (isLinear ? problem : classes).trainer(plan, recipe, machine: machine(workers: workers))
            try expectAlikeSpans(trainer, workers, "\(recipe)")
        }
        for (architecture, classCount) in Self.sparseModels {
            let problem = try SparseProblem(
                rowCount: 2000, columnCount: 3000, mostNumbers: 20, classCount: classCount, seed: 1)
            let plan = TrainingPlan(epochCount: 50, batchSize: 8, shardCount: 4, seed: 1)
            let recipe = Recipe(architecture: architecture, learningRate: 0.01, l2: 0.01)
            let trainer = try problem.trainer(plan, recipe, machine: machine(workers: workers))
            try expectAlikeSpans(trainer, workers, "sparse rows, \(recipe)")
        }
    }

    private func expectAlikeSpans(_ trainer: Trainer, _ workers: Int, _ comment: String) throws {
        func allocations(in stepCount: Int) throws -> UInt64 {
            let before = allocation_count_of_calling_thread()
            try trainer.advance(by: stepCount)
            return allocation_count_of_calling_thread() - before
        }
        _ = try allocations(in: 100)
        let short = try allocations(in: 100)
        let long = try allocations(in: 10_000)
        // What Dispatch needs to wake its threads varies a little.
        #expect(
            workers == 1 ? long == short : max(long, short) < 32, "\(workers) workers, \(comment): \(short), \(long)")
    }
}

/// What each thread that takes part in a span had allocated at its first call of a kernel, and at its last.
private final class AllocationProbe: Sendable {
    struct Visit {
        let thread: pthread_t
        let first: UInt64
        var last: UInt64
        var count = 1
    }

    private let byThread = Mutex<[Visit]>([])

    init() { byThread.withLock { $0.reserveCapacity(64) } }

    var visits: [Visit] { byThread.withLock { $0 } }
    var lookCount: Int { visits.reduce(0) { $0 + $1.count } }

    func look() {
        let thread = pthread_self()
        let allocations = allocation_count_of_calling_thread()
        byThread.withLock { visits in
            if let index = visits.firstIndex(where: { $0.thread == thread }) {
                visits[index].last = allocations
                visits[index].count += 1
            } else {
                visits.append(Visit(thread: thread, first: allocations, last: allocations))
            }
        }
    }
}
