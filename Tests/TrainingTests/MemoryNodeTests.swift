import Datasets
import Kernels
import Models
import NUMA
import Optimizers
import Testing
import Training

@Suite("On several memory nodes")
struct MemoryNodeTests {
    private static let plan = TrainingPlan(epochCount: 2, batchSize: 50, shardCount: 8, seed: 3)

    /// Two nodes of which the second has three quarters of the CPUs, so that a single worker is on it, and only two of
    /// eight partitions on the first. CPUs that this machine does not have do no harm.
    private static func lopsidedNodes() throws -> Placement {
        let cpus = try CPUSet.ofCallingThread().members.prefix(3)
        let others = Array(cpus) + (0..<3 - cpus.count).map { 8191 - $0 }
        return Placement(
            nodes: [cpus.prefix(1), others[...]].enumerated().map {
                Topology.Node(id: $0, cpus: CPUSet($1), memoryBytes: nil)
            })
    }

    /// A linear model has one block, that last one enough for rounds of blocks.
    static let architectures: [(Architecture, featureCount: Int, classCount: Int?)] = [
        (.linearRegression(.squared), 9, nil), (.mlp([150]), 300, 3),
    ]

    private func trainer(
        _ index: Int, _ machine: MachinePlan
    ) throws -> (Trainer, WatchedModel) {
        let (architecture, featureCount, classCount) = Self.architectures[index]
        let problem = Problem(rowCount: 120, featureCount: featureCount, classCount: classCount, seed: 4)
        let model = WatchedModel(model: problem.model(architecture))
        let trainer = try Trainer(
            model: model, optimizer: Recipe(learningRate: 0.01).optimizer(kernels),
            dataset: problem.dataset(partitionCount: Self.plan.shardCount, placement: machine.placement),
            plan: Self.plan,
            machine: machine)
        return (trainer, model)
    }

    @Test("workers of another node than the first read a copy that every step refreshes", arguments: 0..<2)
    func copies(index: Int) throws {
        let (plain, plainModel) = try trainer(index, machine(workers: 1))
        try plain.finish()
        let (trainer, model) = try trainer(index, machine(workers: 1, placement: Self.lopsidedNodes()))
        try trainer.finish()
        #expect(trainer.digest == plain.digest)
        let expected = plainModel.log.parametersByAddress.values.first
        #expect(expected?.count == trainer.totalSteps)
        #expect(Array(model.log.parametersByAddress.values) == [expected])
    }

    @Test("the copies follow when parameters are set", arguments: 0..<2)
    func setParameters(index: Int) throws {
        let (first, _) = try trainer(index, machine(workers: 1))
        try first.advance(by: 2)
        let (second, model) = try trainer(index, machine(workers: 1, placement: Self.lopsidedNodes()))
        second.state = first.state
        try first.advance(by: 1)
        try second.advance(by: 1)
        #expect(second.digest == first.digest)
        #expect(model.log.parametersByAddress.count == 1)
    }

    @Test("rows are counted as local or remote by the nodes of worker and partition")
    func rowsRead() throws {
        let (trainer, _) = try trainer(0, machine(workers: 1, placement: Self.lopsidedNodes()))
        #expect(trainer.rowsRead.localShare == nil)
        try trainer.advance(by: 1)
        // Of the first 50 positions partitions 0 and 1, which are on the first node, have seven each.
        #expect(trainer.rowsRead.remote == 14 && trainer.rowsRead.local == 36)
        try trainer.finish()
        #expect(trainer.rowsRead.remote == 60 && trainer.rowsRead.local == 180)
        #expect(trainer.rowsRead.localShare == 0.75)
    }

    @Test("all rows are counted, whoever computes them", arguments: [1, 2, 7], [1, 2, 3])
    func allRows(workers: Int, nodes: Int) throws {
        let (trainer, _) = try trainer(0, machine(workers: workers, placement: sharedNodes(nodes)))
        try trainer.finish()
        let read = trainer.rowsRead
        #expect(read.local + read.remote == 240)
        if nodes == 1 { #expect(read.remote == 0) }
    }

    @Test("each use of memory is planned for each node that has some")
    func placedMemory() throws {
        let (trainer, _) = try trainer(0, machine(workers: 2, placement: Self.lopsidedNodes()))
        try trainer.finish()
        let placed = trainer.placedMemory
        func nodes(_ use: String) -> [Int?] { placed.filter { $0.use == use }.map(\.plannedNode) }
        #expect(nodes("rows") == [0, 1] && nodes("gradients") == [0, 1] && nodes("parameters") == [0, 1])
        #expect(placed.filter { $0.use == "rows" }.map(\.byteCount) == [30 * 40, 90 * 40])
        let (plain, _) = try self.trainer(0, machine(workers: 2))
        #expect(plain.placedMemory.map(\.use) == ["rows", "gradients", "scratch", "parameters"])
        #expect(plain.placedMemory.allSatisfy { $0.plannedNode == nil })
    }

    @Test("a plan deals partitions, rows and workers as a run does")
    func nodePlans() throws {
        let machine = machine(workers: 4, placement: try Self.lopsidedNodes())
        let minibatches = Minibatches(rowCount: 123, batchSize: 50, shardCount: 8)
        let plans = machine.nodePlans(for: minibatches, rowBytes: 40)
        #expect(plans.map(\.partitions) == [0..<2, 2..<8] && plans.map(\.workers) == [0..<1, 1..<4])
        // The first three partitions have a row more.
        #expect(plans.map(\.rowCount) == [32, 91] && plans.map(\.byteCount) == [32 * 40, 91 * 40])
        let few = machine.nodePlans(for: Minibatches(rowCount: 5, batchSize: 5, shardCount: 1), rowBytes: 1)
        #expect(few.map(\.workers.count) == [0, 1] && few.map(\.rowCount) == [0, 5])
    }

    @Test("a thread that trains alone is bound for as long, and gets its own CPUs back")
    func affinity() throws {
        let before = try CPUSet.ofCallingThread()
        let (trainer, _) = try trainer(0, machine(workers: 1, placement: Self.lopsidedNodes()))
        try trainer.finish()
        #expect(try CPUSet.ofCallingThread() == before)
    }
}
