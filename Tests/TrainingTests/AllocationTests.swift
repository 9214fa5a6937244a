import AllocationCounter
import Glibc
import Kernels
import Synchronization
import Testing
import Training

@Suite("The steady state allocates nothing", .enabled(if: allocation_counter_is_active()))
struct AllocationTests {
    /// 12,500 steps an epoch.
    private let problem = Problem(rowCount: 100_000, featureCount: 5, seed: 1)
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
            modelKernels: kernels.watched(by: probe))
        try trainer.advance(by: 10_000)
        let visits = probe.visits
        #expect(visits.reduce(0) { $0 + $1.count } == 10_000 * (plan.shardCount + 1))
        for visit in visits { #expect(visit.last == visit.first, "\(workers) workers, \(visit)") }
    }

    @Test("and a span costs the same whatever its length", arguments: [1, 2])
    func spans(workers: Int) throws {
        let trainer = try problem.trainer(
            plan, learningRate: problem.safeLearningRate, machine: machine(workers: workers))
        func allocations(in stepCount: Int) throws -> UInt64 {
            let before = allocation_count_of_calling_thread()
            try trainer.advance(by: stepCount)
            return allocation_count_of_calling_thread() - before
        }
        _ = try allocations(in: 100)
        let short = try allocations(in: 100)
        let long = try allocations(in: 10_000)
        // What Dispatch needs to wake its threads varies a little.
        #expect(workers == 1 ? long == short : max(long, short) < 32, "\(workers) workers: \(short), \(long)")
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

extension KernelTable {
    /// The same kernels, with a look at the allocations before each gradient of a shard and each update.
    fileprivate func watched(by probe: AllocationProbe) -> KernelTable {
        KernelTable(
            linearGradient: { [linearGradient] job in
                probe.look()
                linearGradient(job)
            }, linearPredictions: linearPredictions, add: add,
            descend: { [descend] in
                probe.look()
                descend($0, $1, $2, $3, $4)
            }, permute: permute, fillNormals: fillNormals, philox: philox)
    }
}
